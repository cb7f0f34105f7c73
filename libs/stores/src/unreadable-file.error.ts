import { OperatorError } from '@app/config';

/** A file of the embedded stores exists, or may exist, but can't be read: starting without it would lose its content. */
export class UnreadableFileError extends OperatorError {
  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`${path} can't be read (${cause.code}): let this user read and write its folder, or set DATA_DIR`, {
      cause,
    });
  }
}
