import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of parts of the repository, to plant mistakes in and run a verb of the Makefile over. */
export class Planted {
  private constructor(readonly folder: string) {}

  /** Copies the paths, and the Makefile; tools that are built already are shared. */
  static async copy(...paths: string[]): Promise<Planted> {
    const folder = await mkdtemp(join(tmpdir(), 'planted-'));
    for (const path of ['Makefile', 'package.json', ...paths])
      await cp(path, join(folder, path), { recursive: true });
    await mkdir('.tools', { recursive: true });
    await symlink(join(process.cwd(), '.tools'), join(folder, '.tools'));
    return new Planted(folder);
  }

  /** Replaces a text that must be there, the first time that it is. */
  async replace(path: string, from: string, to: string): Promise<void> {
    const text = await readFile(join(this.folder, path), 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not say: ${from}`);
    await writeFile(
      join(this.folder, path),
      text.replace(from, () => to),
    );
  }

  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.folder, path), text);
  }

  /** Runs the verb; the output is in one line, since tools break theirs at any word. */
  async make(verb: string): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile('make', [verb], { cwd: this.folder, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.replaceAll(/[\s│╷╵]+/g, ' ');
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output });
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
