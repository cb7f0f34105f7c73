import { OperatorError } from '@app/config';
import type { Deadline } from './deadline.js';
import type { MysqlSession } from './mysql.session.js';

/** One lock for the whole server, since its names know no schema. */
const LOCK = 'minipokedex:migrate';
const LONGEST_WAIT_S = 3;

/** Another run held the lock until the deadline. */
class LockTimeoutError extends OperatorError {}

/** The connection that holds the lock broke, so another run may have begun. */
class LockLostError extends OperatorError {}

/**
 * Does the work while no other run can. MySQL frees the lock (GET_LOCK) by itself when the session ends.
 *
 * @param work - gets whether another run had to be waited for
 * @throws LockTimeoutError if another run holds the lock until the deadline
 * @throws LockLostError if the session breaks in the middle of the work
 */
export async function withMigrationLock<Result>(
  session: MysqlSession,
  deadline: Deadline,
  work: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  session.onBroken((cause) =>
    reject(
      new LockLostError(
        `The connection that holds the migration lock broke: ${cause.message}. Run it again.`,
        { cause },
      ),
    ),
  );
  // It may break before or after the work, when nothing awaits this promise.
  lost.catch(() => undefined);
  const waited = await acquire(session, deadline);
  const result = await Promise.race([work(waited), lost]);
  await session.query('DO RELEASE_LOCK(?)', LOCK);
  return result;
}

async function acquire(session: MysqlSession, deadline: Deadline): Promise<boolean> {
  for (let seconds = 0, waited = false; ; waited = true) {
    const [row] = await session.query<{ held: number }>('SELECT GET_LOCK(?, ?) AS held', LOCK, seconds);
    if (row?.held === 1) return waited;
    if (deadline.remainingMs === 0)
      throw new LockTimeoutError(
        `Another migration run has held the lock for ${deadline.seconds} s. See SHOW PROCESSLIST for it, or wait longer with DB_MIGRATION_WAIT_S.`,
      );
    seconds = Math.min(LONGEST_WAIT_S, Math.ceil(deadline.remainingMs / 1000));
    deadline.reportWait('Waiting for another migration run to end');
  }
}
