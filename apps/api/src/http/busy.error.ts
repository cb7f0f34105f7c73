/** The service has no room for this request, or none left; the message tells the caller why. */
export class BusyError extends Error {
  override readonly name = 'BusyError';

  /** @param retryAfterS seconds after which trying again may help */
  constructor(
    message: string,
    readonly retryAfterS: number,
  ) {
    super(message);
  }
}
