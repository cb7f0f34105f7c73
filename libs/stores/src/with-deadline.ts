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
 * @throws Error if it has not settled after `deadlineMs`, else whatever the call throws
 */
export async function withDeadline<Result>(
  call: () => Promise<Result>,
  deadlineMs: number,
  onExpired?: (reason: string) => void,
): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const cancel = startDeadline(deadlineMs, () => {
    const reason = `no answer within ${deadlineMs} ms`;
    reject(new Error(reason));
    onExpired?.(reason);
  });
  try {
    return await Promise.race([call(), expired]);
  } finally {
    cancel();
  }
}
