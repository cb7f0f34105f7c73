import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Starts the service once over no store and ends it, so that Node's compile cache (`NODE_COMPILE_CACHE`) holds what a
 * start compiles. Run it with the very Node.js that runs the service later, since another's cache counts for nothing.
 *
 * Usage: node fill-compile-cache.ts MAIN
 */
const [main] = process.argv.slice(2);
const dataDir = await mkdtemp(join(tmpdir(), 'minipokedex-'));
const service = spawn(process.execPath, [...process.execArgv, main!], {
  env: { ...process.env, DATA_DIR: dataDir },
  stdio: ['ignore', 'pipe', 'inherit'],
});
service.stdout.on('data', (lines) => {
  // The last line of a start.
  if (String(lines).includes('answers on')) service.kill();
});
[process.exitCode] = await once(service, 'exit');
await rm(dataDir, { recursive: true });
