import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMigrationSettings } from './mysql.js';
import { readSettings } from '../settings.module.js';

const mysql = { DB_HOST: 'db', DB_PASSWORD: 'p' };

describe('the settings of MySQL', () => {
  it('hold what was given', () => {
    const { database } = readSettings({
      ...mysql,
      DB_PORT: '3307',
      DB_USER: 'u',
      DB_NAME: 'n',
      DB_POOL_SIZE: '2',
      DB_TIMEOUT_MS: '20',
    });
    expect(database).toEqual({
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
    expect(readSettings({ DB_HOST: 'db', DB_PASSWORD: '' }).database?.password).toBe('');
  });

  it('are absent without a host, with a warning if there is a password', () => {
    const { database, warnings } = readSettings({ DB_PASSWORD: 'p' });
    expect(database).toBeUndefined();
    expect(warnings).toEqual(['DB_PASSWORD is given without DB_HOST: the embedded database is used']);
  });
});

describe('TLS for MySQL', () => {
  let folder: string;
  let authority: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    authority = join(folder, 'ca.pem');
    writeFileSync(authority, rootCertificates.slice(0, 2).join('\n'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('trusts the public authorities if it is only switched on', () => {
    expect(readSettings({ ...mysql, DB_TLS: 'true' }).database?.tls).toEqual({});
    expect(readSettings({ ...mysql, DB_TLS: 'false' }).database?.tls).toBeUndefined();
  });

  it('is switched on by naming an authority', () => {
    const { database } = readSettings({ ...mysql, DB_TLS_CA: authority });
    expect(database?.tls?.ca).toContain(rootCertificates[1]);
  });

  it('must not be switched off while an authority is named', () => {
    expect(() => readSettings({ ...mysql, DB_TLS: 'false', DB_TLS_CA: authority })).toThrow(
      'DB_TLS must not be false together with DB_TLS_CA',
    );
  });

  it('needs a certificate in the file', () => {
    const broken = join(folder, 'broken.pem');
    writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n');
    expect(() => readSettings({ ...mysql, DB_TLS_CA: broken })).toThrow(
      'DB_TLS_CA must name a PEM file with a certificate',
    );
    expect(() => readSettings({ ...mysql, DB_TLS_CA: folder })).toThrow(
      'DB_TLS_CA must name a file of at most',
    );
  });
});

const environment = {
  ...mysql,
  DB_MIGRATION_USER: 'migrator',
  DB_MIGRATION_PASSWORD: 'm',
};

describe('the settings of the migrations', () => {
  it('hold the user that migrates and the one that it prepares', () => {
    expect(readMigrationSettings({ ...environment, DB_MIGRATION_WAIT_S: '5' })).toEqual({
      admin: {
        host: 'db',
        port: 3306,
        user: 'migrator',
        password: 'm',
        name: 'minipokedex',
      },
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
    expect(readMigrationSettings({ ...environment, DB_MIGRATION_PASSWORD: '' }).admin.password).toBe('');
  });

  it("refuse to migrate as the service's own user", () => {
    expect(() => readMigrationSettings({ ...environment, DB_MIGRATION_USER: 'minipokedex' })).toThrow(
      'DB_MIGRATION_USER must differ from DB_USER',
    );
  });

  it('understand a service link, with a warning, and ignore what only the service reads', () => {
    const { admin, warnings } = readMigrationSettings({
      ...environment,
      DB_PORT: 'tcp://10.0.0.9:3307',
      REDIS_PORT: 'tcp://10.0.0.9:6379',
      REDIS_URL: 'nonsense',
      LOG_LEVEL: 'nonsense',
    });
    expect(admin).toMatchObject({ host: 'db', port: 3307 });
    expect(warnings).toEqual([expect.stringMatching(/^DB_PORT /)]);
  });
});
