import { OperatorError } from '@app/config';
import { DataFile } from '@app/stores';

/** The file of the embedded counts does not hold what this service writes. */
export class DamagedCountsFileError extends OperatorError {
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is damaged: move it away to start with empty counts`, options);
  }
}

/** A JSON object of counts by name in one file. */
export class CountsFile extends DataFile {
  /**
   * @returns the saved counts; none if there is no file yet
   * @throws DamagedCountsFileError; UnreadableFileError
   */
  async load(): Promise<Map<string, number>> {
    const json = await this.read();
    if (!json) return new Map();
    try {
      const counts = Object.entries(JSON.parse(json.toString()) as object);
      return new Map(counts.map(([name, count]) => [name, asCount(count)]));
    } catch (error) {
      throw new DamagedCountsFileError(this.path, { cause: error });
    }
  }

  /** @throws the system's error, for example EACCES */
  async save(counts: ReadonlyMap<string, number>): Promise<void> {
    await this.write(JSON.stringify(Object.fromEntries(counts)));
  }
}

function asCount(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new TypeError(`${String(value)} is not a count`);
  return value as number;
}
