/** A part of the request breaks a rule of the contract; the message tells the caller which. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}
