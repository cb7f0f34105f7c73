import { OperatorError } from '@app/config';

/** A file of the embedded stores is there, or may be, but can't be read: to begin without it would lose what it holds. */
export class UnreadableFileError extends OperatorError {
  override readonly name = 'UnreadableFileError';

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`${path} can't be read (${cause.code}): let this user read and write its folder, or set DATA_DIR`, {
      cause,
    });
  }
}
