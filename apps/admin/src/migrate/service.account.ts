import type { MysqlOptions } from '@app/persistence';
import type { Terminal } from '../command.line.js';
import { MysqlSession, recover } from './mysql.session.js';

interface StoredPasswords {
  hasPrimary: number;
  hasSecondary: number;
}

/** The service's user, whose password changes without an outage (MySQL manual, "Dual Password Support"). */
export class ServiceAccount {
  /** @param login - how the service is to log in */
  constructor(
    private readonly session: MysqlSession,
    private readonly login: MysqlOptions,
    private readonly terminal: Terminal,
  ) {}

  /**
   * Creates the user if there is none, and sees to its password: a new one is set beside the old one, which goes only in
   * a later run.
   *
   * @param mayDiscard - false leaves an old password valid: for a run that waited for another, which may just have set
   * the new one
   */
  async prepare(mayDiscard: boolean): Promise<void> {
    const { user, password } = this.login;
    await this.session.query("CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?", user, password);
    const stored = await this.readStored();
    const login = await this.tryLogin();
    if (!login) {
      await this.changePassword(stored);
      return this.report(`The password of ${user} was changed; the old one stays valid until the next run`);
    }
    try {
      if (!stored.hasSecondary || !mayDiscard) return;
      if (await this.isPrimary(login)) {
        await this.session.query("ALTER USER ?@'%' DISCARD OLD PASSWORD", user);
        return this.report(`The old password of ${user} was discarded`);
      }
      await this.changePassword(stored);
      this.report(
        `The old password of ${user} is its password again; the other one stays valid until the next run`,
      );
    } finally {
      login.close();
    }
  }

  private async readStored(): Promise<StoredPasswords> {
    const [stored] = await this.session.query<StoredPasswords>(
      `SELECT authentication_string <> '' AS hasPrimary,
              JSON_CONTAINS_PATH(COALESCE(User_attributes, '{}'), 'one', '$.additional_password') AS hasSecondary
         FROM mysql.user WHERE User = ? AND Host = '%'`,
      this.login.user,
    );
    return stored!;
  }

  private tryLogin(): Promise<MysqlSession | undefined> {
    // Without a schema, which a new user may not use yet.
    const session = MysqlSession.open({ ...this.login, database: undefined });
    return recover(session, 'ER_ACCESS_DENIED_ERROR', undefined);
  }

  /** A login takes either password, REPLACE only the primary one: nothing else tells them apart. */
  private async isPrimary(login: MysqlSession): Promise<boolean> {
    const { password } = this.login;
    const replacing = login.query('ALTER USER USER() IDENTIFIED BY ? REPLACE ?', password, password);
    return (await recover(replacing, 'ER_INCORRECT_CURRENT_PASSWORD', undefined)) !== undefined;
  }

  private async changePassword({ hasPrimary }: StoredPasswords): Promise<void> {
    const { user, password } = this.login;
    // Beside an empty password no other can be kept.
    const retain = hasPrimary && password !== '' ? 'RETAIN CURRENT PASSWORD' : '';
    await this.session.query(`ALTER USER ?@'%' IDENTIFIED BY ? ${retain}`, user, password);
  }

  private report(line: string): void {
    this.terminal.stderr.write(`${line}\n`);
  }
}
