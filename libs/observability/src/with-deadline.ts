/**
 * Makes a call that must settle in time.
 *
 * @param onExpired is told the reason when time is up, before the call's end can be known
 * @throws Error if it has not settled after `deadlineMs`, else whatever the call throws
 */
export async function withDeadline<Result>(
  call: () => Promise<Result>,
  deadlineMs: number,
  onExpired?: (reason: string) => void,
): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  let settled = false;
  const expire = () => {
    if (settled) return;
    const reason = `no answer within ${deadlineMs} ms`;
    reject(new Error(reason));
    onExpired?.(reason);
  };
  // After a stall of the event loop timers run before the answers that have arrived meanwhile: let those go first.
  const timer = setTimeout(() => setImmediate(expire), deadlineMs);
  try {
    return await Promise.race([call(), expired]);
  } finally {
    settled = true;
    clearTimeout(timer);
  }
}
