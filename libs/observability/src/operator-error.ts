/** The operator can mend it: the message says what is wrong and what helps, so that no stack need be printed. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
