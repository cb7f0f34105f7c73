import { OperatorError } from '@app/config';

/** MySQL did not answer before the deadline. */
export class DatabaseUnreachableError extends OperatorError {
  override readonly name = 'DatabaseUnreachableError';

  constructor(address: string, waitS: number, cause: Error & { code?: string }) {
    super(
      `MySQL at ${address} did not answer within ${waitS} s (${cause.code ?? cause.message}). ` +
        'Check DB_HOST and DB_PORT, or wait longer with DB_MIGRATION_WAIT_S.',
      { cause },
    );
  }
}

/** MySQL answered, but won't let the migration user in; waiting doesn't help. */
export class ConnectionRefusedError extends OperatorError {
  override readonly name = 'ConnectionRefusedError';

  constructor(address: string, cause: Error) {
    super(
      `MySQL at ${address} refuses the migration user: ${cause.message}. ` +
        'Check DB_MIGRATION_USER, DB_MIGRATION_PASSWORD, DB_TLS and that the schema DB_NAME exists.',
      { cause },
    );
  }
}

/** Another run held the lock until the deadline. */
export class LockTimeoutError extends OperatorError {
  override readonly name = 'LockTimeoutError';

  constructor(waitS: number) {
    super(
      `Another migration run has held the lock for ${waitS} s. See SHOW PROCESSLIST for it, or wait longer with DB_MIGRATION_WAIT_S.`,
    );
  }
}

/** The connection that holds the lock broke, so another run may have begun. */
export class LockLostError extends OperatorError {
  override readonly name = 'LockLostError';

  constructor(cause: Error) {
    super(`The connection that holds the migration lock broke: ${cause.message}. Run it again.`, { cause });
  }
}

/** A migration failed; those before it are done and recorded. */
export class MigrationFailedError extends OperatorError {
  override readonly name = 'MigrationFailedError';

  constructor(migration: string, cause: Error) {
    super(
      `${migration} failed: ${cause.message}. What was done before it is recorded; correct it and run again.`,
      { cause },
    );
  }
}

/** The service's user holds privileges that the migration user can't take away. */
export class UnwantedPrivilegesError extends OperatorError {
  override readonly name = 'UnwantedPrivilegesError';

  constructor(user: string, grants: readonly string[]) {
    super(
      `${user} holds more than the service needs. Revoke as an administrator what these grants hold too much:\n` +
        grants.map((grant) => `  ${grant}`).join('\n'),
    );
  }
}
