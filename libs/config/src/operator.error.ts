import { inspect } from 'node:util';

/** The operator can mend it: the message says what is wrong and what helps, so that no stack need be printed. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
  /** What a program exits with; those beyond 1 are of BSD's sysexits.h. */
  readonly exitCode: number = 1;
}

/** The arguments make no sense (`EX_USAGE`); the message says which do. */
export class UsageError extends OperatorError {
  override readonly name = 'UsageError';
  override readonly exitCode = 64;
}

/** What a program prints of an error, with the stack of one that nobody foresaw, and what it exits with. */
export function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof OperatorError) return { text: error.message, exitCode: error.exitCode };
  return { text: inspect(error), exitCode: 1 };
}
