import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of what is delivered, to plant mistakes in. */
export class ScratchCopy {
  private constructor(private readonly folder: string) {}

  static async make(...paths: string[]): Promise<ScratchCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'minipokedex-'));
    for (const path of paths) await cp(path, join(folder, path), { recursive: true });
    return new ScratchCopy(folder);
  }

  /** Replaces what is there, and complains if it isn't. */
  async replace(path: string, from: string, to: string): Promise<void> {
    const file = join(this.folder, path);
    const text = await readFile(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not have: ${from}`);
    await writeFile(file, text.replace(from, to));
  }

  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.folder, path), text);
  }

  /** Runs a verb of the Makefile in the copy. */
  make(verb: string): Promise<{ passed: boolean; output: string }> {
    return new Promise((resolve) => {
      execFile('make', [verb], { cwd: this.folder, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
        resolve({ passed: error === null, output: stdout + stderr });
      });
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
