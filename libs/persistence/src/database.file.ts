import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnreadableFileError } from '@app/stores';
import { Logger } from '@nestjs/common';
import writeFileAtomic from 'write-file-atomic';

/** The file that keeps the embedded database over restarts, if its folder can be written. */
export class DatabaseFile {
  readonly path: string;
  private readonly logger = new Logger(DatabaseFile.name);
  private writable = false;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'pokedex.sqlite');
  }

  /**
   * Makes the folder if there is none, and warns if it can't be written.
   *
   * @returns the saved database, or undefined if there is none
   * @throws UnreadableFileError
   */
  async load(): Promise<Buffer | undefined> {
    try {
      await mkdir(this.folder, { recursive: true });
      await access(this.folder, constants.W_OK);
      this.writable = true;
    } catch (error) {
      this.logger.warn(
        `The embedded database is kept in memory only: ${this.folder} can't be written (${codeOf(error)}). Set DATA_DIR.`,
      );
    }
    return this.read();
  }

  /** Replaces the file as a whole, so that a crash leaves the old or the new one. A failure is logged. */
  async save(database: Uint8Array): Promise<void> {
    if (!this.writable) return;
    try {
      await writeFileAtomic(this.path, Buffer.from(database));
    } catch (error) {
      this.logger.error(`${this.path} was not saved: ${(error as Error).message}`);
    }
  }

  private async read(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
      throw new UnreadableFileError(this.path, error as Error);
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
