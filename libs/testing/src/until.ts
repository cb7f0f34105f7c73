import { setTimeout as sleep } from 'node:timers/promises';

interface Patience {
  timeout: number;
  interval?: number;
}

/**
 * Waits until a condition holds, where vitest's own waiting can't be used (global setup, benchmarks); an error counts as
 * not yet.
 *
 * @param what is named by the error after the timeout
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { timeout, interval = 200 }: Patience,
): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    let cause: unknown;
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${timeout / 1000} s: ${what}`, { cause });
    await sleep(interval);
  }
}
