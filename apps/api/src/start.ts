import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

/**
 * Starts the bundled service from a snapshot of its memory, written when everything was loaded: in two thirds of the CPU,
 * and with a fifth less memory. Node ends the process if it refuses a snapshot, and crashes over a damaged one, so this
 * looks first, and else loads the bundle.
 *
 * `--build-snapshot` writes the snapshot; the Node.js that starts from it must be the one that wrote it.
 */
const main = fileURLToPath(new URL('../main/main.cjs', import.meta.url));
const blob = `${main}.blob`;
const record = `${blob}.crc32`;

/** Of the snapshot and of what Node compares. */
function checksum(): string {
  const piece = Buffer.allocUnsafe(2 ** 18);
  const file = openSync(blob, 'r');
  let sum = crc32(`${process.version} ${process.platform} ${process.arch}`);
  for (let size; (size = readSync(file, piece)) > 0;) sum = crc32(piece.subarray(0, size), sum);
  closeSync(file);
  return String(sum);
}

function build(): void {
  const configuration = `${blob}.json`;
  // Code that V8 compiled would bind the snapshot to a model of CPU and to V8's flags, and saves nothing that can be seen.
  writeFileSync(configuration, JSON.stringify({ builder: main, withoutCodeCache: true }));
  const options = ['--no-warnings', '--snapshot-blob', blob, '--build-snapshot-config', configuration];
  execFileSync(process.execPath, options, { stdio: 'inherit' });
  rmSync(configuration);
  writeFileSync(record, checksum());
}

/** Why the snapshot can't be used, if so. */
function fault(): string | undefined {
  try {
    return checksum() === readFileSync(record, 'utf8') ? undefined : 'is damaged, or of another Node.js';
  } catch (error) {
    return `can't be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

function start(): void {
  const reason = fault();
  if (reason === undefined) {
    const options = [...process.execArgv, '--snapshot-blob', blob, main, ...process.argv.slice(2)];
    process.execve!(process.execPath, [process.execPath, ...options]);
  }
  console.error(`The snapshot ${blob} ${reason}: starting without it, which takes longer`);
  createRequire(import.meta.url)(main);
}

if (process.argv[2] === '--build-snapshot') build();
else start();
