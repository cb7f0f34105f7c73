import type { MysqlOptions } from '@app/persistence';
import type { Terminal } from '../terminal.js';
import { MysqlSession } from './mysql.session.js';

/** The user of the service, and the password it is to have. */
export interface ServiceAccount {
  user: string;
  password: string;
}

interface StoredPasswords {
  hasPrimary: number;
  hasSecondary: number;
}

/**
 * Creates the service's user if there is none, and sees to its password without an outage: a new one is set beside the
 * old one, which goes only in a later run (MySQL manual, "Dual Password Support").
 *
 * @param mayDiscard - false leaves an old password valid: for a run that waited for another, which may just have set
 * the new one
 */
export async function prepareAccount(
  session: MysqlSession,
  options: MysqlOptions,
  account: ServiceAccount,
  mayDiscard: boolean,
  terminal: Terminal,
): Promise<void> {
  const { user, password } = account;
  await session.query("CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?", user, password);
  const stored = await readPasswords(session, user);
  const login = await tryLogin(options, account);
  if (!login) {
    await changePassword(session, account, stored);
    terminal.report(`The password of ${user} was changed; the old one stays valid until the next run`);
    return;
  }
  try {
    if (!stored.hasSecondary || !mayDiscard) return;
    if (await isPrimary(login, password)) {
      await session.query("ALTER USER ?@'%' DISCARD OLD PASSWORD", user);
      terminal.report(`The old password of ${user} was discarded`);
    } else {
      await changePassword(session, account, stored);
      terminal.report(
        `The old password of ${user} is its password again; the other one stays valid until the next run`,
      );
    }
  } finally {
    login.close();
  }
}

/** Beside an empty password no other can be kept. */
async function changePassword(
  session: MysqlSession,
  { user, password }: ServiceAccount,
  stored: StoredPasswords,
): Promise<void> {
  const retain = stored.hasPrimary && password !== '' ? 'RETAIN CURRENT PASSWORD' : '';
  await session.query(`ALTER USER ?@'%' IDENTIFIED BY ? ${retain}`, user, password);
}

async function readPasswords(session: MysqlSession, user: string): Promise<StoredPasswords> {
  const [stored] = await session.query<StoredPasswords>(
    `SELECT authentication_string <> '' AS hasPrimary,
            JSON_CONTAINS_PATH(COALESCE(User_attributes, '{}'), 'one', '$.additional_password') AS hasSecondary
       FROM mysql.user WHERE User = ? AND Host = '%'`,
    user,
  );
  return stored!;
}

async function tryLogin(options: MysqlOptions, account: ServiceAccount): Promise<MysqlSession | undefined> {
  try {
    return await MysqlSession.open({ ...options, ...account, database: undefined });
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_ACCESS_DENIED_ERROR') return undefined;
    throw error;
  }
}

/** A login takes either password, REPLACE only the primary one: nothing else tells them apart. */
async function isPrimary(login: MysqlSession, password: string): Promise<boolean> {
  try {
    await login.query('ALTER USER USER() IDENTIFIED BY ? REPLACE ?', password, password);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_INCORRECT_CURRENT_PASSWORD') return false;
    throw error;
  }
}
