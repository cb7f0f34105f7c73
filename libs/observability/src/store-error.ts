/** The stores by the names that logs, metrics and health reports use. */
export type StoreName = 'mysql' | 'redis' | 'memcached';

/**
 * A store did not do its part: it is down, answered with an error, or missed its deadline.
 * Visitors are told to come back after `retryAfterS` seconds.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly retryAfterS = 1;

  constructor(
    readonly store: StoreName,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${store} is unavailable: ${reason}`, options);
  }
}
