import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '@app/config';
import { UnreadableFileError } from '@app/stores';
import writeFileAtomic from 'write-file-atomic';

/** The file of the embedded counts does not hold what this service writes. */
export class DamagedCountsFileError extends OperatorError {
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is damaged: move it away to start with empty counts`, options);
  }
}

/** The system's codes for a file that does not exist: its folder may be a file itself. */
const absent = new Set<string | undefined>(['ENOENT', 'ENOTDIR']);

/** A JSON object of counts by name in one file, which is replaced as a whole, so that no crash leaves half of it. */
export class CountsFile {
  constructor(private readonly path: string) {}

  /**
   * @returns the saved counts; none if there is no file yet
   * @throws DamagedCountsFileError; UnreadableFileError
   */
  async load(): Promise<Map<string, number>> {
    let json: string;
    try {
      json = await readFile(this.path, 'utf8');
    } catch (error) {
      if (absent.has((error as NodeJS.ErrnoException).code)) return new Map();
      throw new UnreadableFileError(this.path, error as Error);
    }
    try {
      return new Map(
        Object.entries(JSON.parse(json) as object).map(([name, count]) => [name, asCount(count)]),
      );
    } catch (error) {
      throw new DamagedCountsFileError(this.path, { cause: error });
    }
  }

  /** @throws the system's error, for example EACCES */
  async save(counts: ReadonlyMap<string, number>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFileAtomic(this.path, JSON.stringify(Object.fromEntries(counts)));
  }
}

function asCount(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new TypeError(`${String(value)} is not a count`);
  return value as number;
}
