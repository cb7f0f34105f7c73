import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '@app/config';
import writeFileAtomic from 'write-file-atomic';
import { claimFolder } from './data.folder.js';

/** A file of the embedded stores exists, or may exist, but can't be read: starting without it would lose its content. */
class UnreadableFileError extends OperatorError {
  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`${path} can't be read (${cause.code}): let this user read and write its folder, or set DATA_DIR`, {
      cause,
    });
  }
}

/** The system's codes for a file that does not exist: its folder may be a file itself. */
const absent = new Set<string | undefined>(['ENOENT', 'ENOTDIR']);

/** A file in `DATA_DIR`, which is replaced as a whole, so that a crash leaves the old one or the new one. */
export class DataFile {
  constructor(readonly path: string) {}

  /**
   * Reads the file, and claims its folder for this process.
   *
   * @returns undefined if there is no file
   * @throws FolderInUseError, UnreadableFileError
   */
  async read(): Promise<Buffer | undefined> {
    await claimFolder(dirname(this.path));
    try {
      return await readFile(this.path);
    } catch (error) {
      const cause = error as NodeJS.ErrnoException;
      if (absent.has(cause.code)) return undefined;
      throw new UnreadableFileError(this.path, cause);
    }
  }

  /** @throws the system's error, for example EACCES */
  async write(content: string | Buffer): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFileAtomic(this.path, content);
  }
}
