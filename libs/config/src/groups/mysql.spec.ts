import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../settings.module.js';
import { readMigrationSettings } from './mysql.js';

const given = { DB_HOST: 'db', DB_PASSWORD: 'p' };
const mysqlOf = (environment: NodeJS.ProcessEnv) => readSettings({ ...given, ...environment }).database;

describe('the settings of MySQL', () => {
  it('hold what was given', () => {
    const names = { DB_USER: 'u', DB_NAME: 'n' };
    expect(mysqlOf({ ...names, DB_PORT: '3307', DB_POOL_SIZE: '2', DB_TIMEOUT_MS: '20' })).toEqual({
      host: 'db',
      port: 3307,
      user: 'u',
      password: 'p',
      name: 'n',
      poolSize: 2,
      timeoutMs: 20,
    });
  });

  it('need a password with the host, empty only if written so', () => {
    expect(() => readSettings({ DB_HOST: 'db' })).toThrow('DB_PASSWORD must be given with DB_HOST');
    expect(mysqlOf({ DB_PASSWORD: '' })?.password).toBe('');
  });

  it('are absent without a host, with a warning if there is a password', () => {
    const { database, warnings } = readSettings({ DB_PASSWORD: 'p' });
    expect(database).toBeUndefined();
    expect(warnings).toEqual(['DB_PASSWORD is given without DB_HOST: the embedded database is used']);
  });
});

describe('TLS for MySQL', () => {
  const folder = temporaryFolder(afterAll);
  let authority: string;
  let broken: string;

  beforeAll(() => {
    authority = join(folder, 'ca.pem');
    broken = join(folder, 'broken.pem');
    writeFileSync(authority, rootCertificates.slice(0, 2).join('\n'));
    writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n');
  });

  it('trusts the public authorities if it is only switched on', () => {
    expect(mysqlOf({ DB_TLS: 'true' })?.tls).toEqual({});
    expect(mysqlOf({ DB_TLS: 'false' })?.tls).toBeUndefined();
  });

  it('is switched on by naming an authority, which it then must not contradict', () => {
    expect(mysqlOf({ DB_TLS_CA: authority })?.tls?.ca).toContain(rootCertificates[1]);
    expect(() => mysqlOf({ DB_TLS: 'false', DB_TLS_CA: authority })).toThrow(
      'DB_TLS must not be false together with DB_TLS_CA',
    );
  });

  it('needs a certificate in the file', () => {
    expect(() => mysqlOf({ DB_TLS_CA: broken })).toThrow('DB_TLS_CA must name a PEM file with a certificate');
    expect(() => mysqlOf({ DB_TLS_CA: folder })).toThrow('DB_TLS_CA must name a file of at most');
  });
});

describe('the settings of the migrations', () => {
  const users = { ...given, DB_MIGRATION_USER: 'migrator', DB_MIGRATION_PASSWORD: 'm' };

  it('hold the user that migrates and the one that it prepares', () => {
    expect(readMigrationSettings({ ...users, DB_MIGRATION_WAIT_S: '5' })).toEqual({
      admin: { host: 'db', port: 3306, user: 'migrator', password: 'm', name: 'minipokedex' },
      service: { user: 'minipokedex', password: 'p' },
      waitS: 5,
      warnings: [],
    });
  });

  it('list all that is missing, each once', () => {
    expect(() => readMigrationSettings({ DB_MIGRATION_PASSWORD_FILE: '/nowhere' })).toThrow(
      [
        'The settings are faulty (4):',
        "  DB_MIGRATION_PASSWORD_FILE names a file that can't be read (ENOENT)",
        '  DB_HOST must be given to migrate',
        '  DB_PASSWORD must be given with DB_HOST (as an empty value if there is none)',
        '  DB_MIGRATION_USER must be given to migrate',
      ].join('\n'),
    );
  });

  it('accept a password that is written as empty', () => {
    expect(readMigrationSettings({ ...users, DB_MIGRATION_PASSWORD: '' }).admin.password).toBe('');
  });

  it("refuse the service's own user", () => {
    expect(() => readMigrationSettings({ ...users, DB_MIGRATION_USER: 'minipokedex' })).toThrow(
      'DB_MIGRATION_USER must differ from DB_USER',
    );
  });

  it('use the port of a service link, with a warning, and ignore what only the service reads', () => {
    const ignored = { REDIS_PORT: 'tcp://10.0.0.9:6379', REDIS_URL: 'nonsense', LOG_LEVEL: 'nonsense' };
    const { admin, warnings } = readMigrationSettings({
      ...users,
      ...ignored,
      DB_PORT: 'tcp://10.0.0.9:3307',
    });
    expect(admin).toMatchObject({ host: 'db', port: 3307 });
    expect(warnings).toEqual([expect.stringMatching(/^DB_PORT /)]);
  });
});
