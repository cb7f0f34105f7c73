import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What the script itself runs: every system has it. */
const plain = ['cat', 'dirname', 'grep', 'sed', 'sh'];

const pathOf = (name: string) =>
  execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  mkdirSync(join(folder, 'bin'));
  cpSync('scripts/doctor.sh', join(folder, 'scripts/doctor.sh'));
  for (const name of plain) symlinkSync(pathOf(name), join(folder, 'bin', name));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a command on the path, which has nothing else but what is plain. */
function install(name: string, shell = 'exit 0'): void {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${shell}\n`);
  chmodSync(file, 0o755);
}

function doctor(): Promise<{ status: number; output: string }> {
  return new Promise((ended) => {
    execFile(
      join(folder, 'scripts/doctor.sh'),
      { env: { PATH: join(folder, 'bin') } },
      (error, stdout, stderr) =>
        ended({ status: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

describe('make doctor', () => {
  it('tells what is missing and how to get it, without any of it', async () => {
    const { status, output } = await doctor();
    expect(output).toMatch(/missing +node +make run check/);
    expect(output).toContain('get it: https://nodejs.org');
    expect(output).toMatch(/missing +kubeseal +make secrets\n.*get it: make tools TOOLS=kubeseal/);
    expect(status).toBe(1);
  });

  it('refuses a Node.js that is too old', async () => {
    install('node', 'echo 18');
    install('npm');
    const { status, output } = await doctor();
    expect(output).toMatch(/too old +node/);
    expect(status).toBe(1);
  });

  it('is content when make run and make check can be done, whatever else is missing', async () => {
    install('node', 'echo 20');
    install('npm');
    install('git');
    const { status, output } = await doctor();
    expect(output).toMatch(/ok +node/);
    expect(output).toMatch(/missing +docker /);
    expect(status).toBe(0);
  });

  it('tells a Docker without its daemon from none, and looks for the plugins', async () => {
    install('docker', '[ "$1" = compose ]');
    install('helm', 'echo "diff 3.15.11"');
    const { output } = await doctor();
    expect(output).toMatch(/no daemon +docker /);
    expect(output).toMatch(/ok +docker-compose/);
    expect(output).toMatch(/ok +helm-diff/);
  });

  it('finds what make tools built', async () => {
    mkdirSync(join(folder, '.tools'));
    install('kubeseal');
    cpSync(join(folder, 'bin'), join(folder, '.tools/bin'), { recursive: true });
    rmSync(join(folder, 'bin/kubeseal'));
    expect((await doctor()).output).toMatch(/ok +kubeseal/);
  });
});

describe('the list of tools', () => {
  const makefile = readFileSync('Makefile', 'utf8');
  const rows = [...readFileSync('scripts/doctor.sh', 'utf8').matchAll(/^([a-z\d-]+) \| ([a-z -]+) \| /gm)];
  const tools = rows.map(([, name]) => name);

  it('has each tool that make tools builds', () => {
    const built = [...readFileSync('deploy/tools.txt', 'utf8').matchAll(/^[a-z][^ ]*/gm)].map(String);
    expect(built.length).toBeGreaterThan(5);
    expect(tools).toEqual(expect.arrayContaining(built));
  });

  it('has each tool that a verb looks for', () => {
    const scripts = ['deploy/scripts', '.github/scripts'].flatMap((path) =>
      readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8')),
    );
    const sought = [makefile, ...scripts].flatMap((text) =>
      [...text.matchAll(/command -v ([a-z-]+)/g)].map(([, name]) => name),
    );
    expect(sought.length).toBeGreaterThan(2);
    expect(tools).toEqual(expect.arrayContaining(sought));
  });

  it('names verbs that there are', () => {
    const verbs = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, verb]) => verb);
    const named = rows.flatMap(([, , words]) => words!.split(' '));
    expect(verbs).toEqual(expect.arrayContaining(named));
  });
});
