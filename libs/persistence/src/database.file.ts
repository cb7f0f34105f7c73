import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFile } from '@app/stores';
import { Logger } from '@nestjs/common';

/** Keeps the embedded database over restarts, if its folder can be written. */
export class DatabaseFile extends DataFile {
  private readonly logger = new Logger(DatabaseFile.name);
  private writable = false;

  constructor(private readonly folder: string) {
    super(join(folder, 'pokedex.sqlite'));
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
      const { code } = error as NodeJS.ErrnoException;
      this.logger.warn(
        `The embedded database is kept in memory only: ${this.folder} can't be written (${code ?? String(error)}). Set DATA_DIR.`,
      );
    }
    return this.read();
  }

  /** Replaces the file. A failure is logged. */
  async save(database: Uint8Array): Promise<void> {
    if (!this.writable) return;
    try {
      await this.write(Buffer.from(database));
    } catch (error) {
      this.logger.error(`${this.path} was not saved: ${(error as Error).message}`);
    }
  }
}
