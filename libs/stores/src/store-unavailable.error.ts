/** The stores, by the names that logs, metrics and health reports use. */
export type StoreName = 'mysql' | 'redis' | 'memcached';

/** A store is down, returned an error, or missed its deadline. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  /** When the visitor should try again, in seconds. */
  readonly retryAfterS = 1;

  constructor(
    readonly store: StoreName,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${store} is unavailable: ${reason}`, options);
  }
}
