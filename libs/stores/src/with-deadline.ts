import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses before a call whose connection broke is made again: doubled from the first to the last, since dialling costs. */
const RECALL_MS = { first: 5, last: 50 };

/**
 * Starts a timer that lets answers go first: after a stall of the event loop timers run before the answers that have
 * arrived meanwhile.
 *
 * @returns a function that cancels it
 */
export function startDeadline(ms: number, onExpired: () => void): () => void {
  let cancelled = false;
  const expire = () => {
    if (!cancelled) onExpired();
  };
  const timer = setTimeout(() => setImmediate(expire), ms);
  return () => {
    cancelled = true;
    clearTimeout(timer);
  };
}

/**
 * Makes a call that must settle in time.
 *
 * @param onExpired receives the reason when time is up, before the caller sees the error
 * @param isBroken whether a call that failed so is made again in the time that is left
 * @throws Error if it has not settled after `deadlineMs`, else whatever the call throws
 */
export async function withDeadline<Result>(
  call: () => Promise<Result>,
  deadlineMs: number,
  onExpired?: (reason: string) => void,
  isBroken?: (error: unknown) => boolean,
): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  let isExpired = false;
  const cancel = startDeadline(deadlineMs, () => {
    isExpired = true;
    const reason = `no answer within ${deadlineMs} ms`;
    reject(new Error(reason));
    onExpired?.(reason);
  });
  const untilSettled = async () => {
    for (let pause = RECALL_MS.first; ; pause = Math.min(2 * pause, RECALL_MS.last)) {
      try {
        return await call();
      } catch (error) {
        if (!isBroken?.(error)) throw error;
        await sleep(pause);
        if (isExpired) throw error;
      }
    }
  };
  try {
    return await Promise.race([untilSettled(), expired]);
  } finally {
    cancel();
  }
}
