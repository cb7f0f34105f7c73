import type { Connection } from 'mysql2/promise';
import type { Deadline } from './deadline.js';
import { LockLostError, LockTimeoutError } from './errors.js';
import type { Progress } from './progress.js';
import { run, select } from './statement.js';

/** One lock for the whole server: its names know no schema. */
const LOCK = 'minipokedex:migrate';
const LONGEST_WAIT_S = 3;

/**
 * Does the work while no other run can. MySQL frees the lock (GET_LOCK) by itself when the connection ends.
 *
 * @param work - is told whether another run had to be waited for
 * @throws LockTimeoutError if another run holds the lock until the deadline
 * @throws LockLostError if the connection breaks in the middle of the work
 */
export async function withMigrationLock<Result>(
  connection: Connection,
  deadline: Deadline,
  progress: Progress,
  work: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  connection.on('error', (error: Error) => reject(new LockLostError(error)));
  // It may break before or after the work, when nobody waits for this.
  lost.catch(() => undefined);
  const waited = await acquire(connection, deadline, progress);
  const result = await Promise.race([work(waited), lost]);
  await run(connection, 'DO RELEASE_LOCK(?)', [LOCK]);
  return result;
}

async function acquire(connection: Connection, deadline: Deadline, progress: Progress): Promise<boolean> {
  let waited = false;
  let seconds = 0;
  for (;;) {
    const [row] = await select<{ held: number }>(connection, 'SELECT GET_LOCK(?, ?) AS held', [
      LOCK,
      seconds,
    ]);
    if (row?.held === 1) return waited;
    if (deadline.hasPassed) throw new LockTimeoutError(deadline.seconds);
    waited = true;
    seconds = Math.min(LONGEST_WAIT_S, Math.ceil(deadline.remainingMs / 1000));
    progress.wait('Waiting for another migration run to end');
  }
}
