import { OperatorError } from '@app/config';

/** The file of the embedded database can't be read as one. */
export class DamagedDatabaseError extends OperatorError {
  override readonly name = 'DamagedDatabaseError';

  constructor(path: string, options: ErrorOptions) {
    super(
      `${path} is damaged, or not a file of the embedded database. Move it away to start with a new one.`,
      options,
    );
  }
}
