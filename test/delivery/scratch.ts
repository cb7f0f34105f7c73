import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ended {
  status: number;
  output: string;
}

/** A copy of parts of this repository, to plant mistakes in. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  private readonly commands = join(this.folder, 'commands');

  constructor(...paths: string[]) {
    for (const path of ['Makefile', 'package.json', ...paths]) {
      cpSync(path, join(this.folder, path), {
        recursive: true,
        filter: (from) => !from.includes('node_modules'),
      });
    }
    mkdirSync('.tools', { recursive: true });
    for (const path of ['node_modules', '.tools']) symlinkSync(resolve(path), join(this.folder, path));
    mkdirSync(this.commands);
    execFileSync('git', ['init', '--quiet'], { cwd: this.folder });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Replaces the first `from` in the file; throws if there is none. */
  edit(path: string, from: string | RegExp, to: string): void {
    const text = this.read(path);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${path} has no ${from}`);
    this.write(path, edited);
  }

  /** Puts a command of that name ahead of the real one. */
  command(name: string, bash: string): void {
    const file = join(this.commands, name);
    writeFileSync(file, `#!/usr/bin/env bash\n${bash}\n`);
    chmodSync(file, 0o755);
  }

  run(command: string, ...words: string[]): Promise<Ended> {
    // What an outer make hands down would change what the inner one does.
    const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...outer } = process.env;
    const env = { ...outer, PATH: `${this.commands}:${outer['PATH']}` };
    return new Promise((ended) => {
      execFile(command, words, { cwd: this.folder, env }, (error, stdout, stderr) =>
        ended({ status: error ? (error.code as number) : 0, output: `${stdout}${stderr}` }),
      );
    });
  }

  make(...words: string[]): Promise<Ended> {
    // The packages are linked: they are not this copy's to install.
    return this.run('make', '--old-file=node_modules', ...words);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
