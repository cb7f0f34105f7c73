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

/** How a command ended. */
export interface Ended {
  status: number;
  output: string;
  /** The output in one line: tools break theirs at any word. */
  line: string;
}

const MAX_OUTPUT_BYTES = 2 ** 24;

/** A copy of parts of this repository, to plant mistakes in. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'scratch-'));
  private readonly commands = join(this.folder, 'commands');

  /** A copy of all that is committed, as it is here now. */
  static ofAll(): Scratch {
    const committed = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');
    return new Scratch(...new Set(committed.map((path) => path.split('/')[0]!)));
  }

  constructor(...paths: string[]) {
    for (const path of ['Makefile', 'deploy/deploy.mk', 'package.json', ...paths]) {
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
    const edited = text.replace(from, () => to);
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
    // An outermost bash (SHLVL below 1) takes the socket that Node.js gives it as input for a network's, and reads Debian's
    // /etc/bash.bashrc, which fails under -u.
    const env = { ...outer, SHLVL: '1', PATH: `${this.commands}:${outer['PATH']}` };
    return new Promise((ended) => {
      execFile(
        command,
        words,
        { cwd: this.folder, env, maxBuffer: MAX_OUTPUT_BYTES },
        (error, stdout, stderr) => {
          const output = `${stdout}${stderr}`;
          const line = output.replaceAll(/[\s│╷╵]+/g, ' ');
          ended({ status: error ? Number(error.code ?? 1) : 0, output, line });
        },
      );
    });
  }

  /** Commits what was copied, without what is only linked, so that nothing is changed as in a fresh clone. */
  async commit(): Promise<void> {
    this.write('.git/info/exclude', 'node_modules\n.tools\ncommands\n');
    const author = ['-c', 'user.name=scratch', '-c', 'user.email=scratch@example.org'];
    await this.run('git', 'add', '--all');
    await this.run('git', ...author, 'commit', '--quiet', '--message=chore: copy');
  }

  make(...words: string[]): Promise<Ended> {
    // The packages are linked: they are not this copy's to install.
    return this.run('make', '--old-file=node_modules', ...words);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}
