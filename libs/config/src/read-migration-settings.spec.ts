import { describe, expect, it } from 'vitest';
import { readMigrationSettings } from './read-migration-settings.js';

const environment = {
  DB_HOST: 'db',
  DB_PASSWORD: 'p',
  DB_MIGRATION_USER: 'migrator',
  DB_MIGRATION_PASSWORD: 'm',
};

describe('readMigrationSettings', () => {
  it('gives the user that migrates and the one that it prepares', () => {
    expect(readMigrationSettings({ ...environment, DB_MIGRATION_WAIT_S: '5', LOG_LEVEL: 'warn' })).toEqual({
      admin: {
        host: 'db',
        port: 3306,
        user: 'migrator',
        password: 'm',
        name: 'minipokedex',
        poolSize: 2,
        timeoutMs: 800,
      },
      service: { user: 'minipokedex', password: 'p' },
      waitS: 5,
      logLevel: 'warn',
      warnings: [],
    });
  });

  it('lists all that is missing, each once', () => {
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

  it('accepts a password that is written as empty', () => {
    expect(readMigrationSettings({ ...environment, DB_MIGRATION_PASSWORD: '' }).admin.password).toBe('');
  });

  it("refuses to migrate as the service's own user", () => {
    expect(() => readMigrationSettings({ ...environment, DB_MIGRATION_USER: 'minipokedex' })).toThrow(
      'DB_MIGRATION_USER must differ from DB_USER',
    );
  });

  it('understands a service link, with a warning, and ignores what only the service reads', () => {
    const { admin, warnings } = readMigrationSettings({
      ...environment,
      DB_PORT: 'tcp://10.0.0.9:3307',
      REDIS_PORT: 'tcp://10.0.0.9:6379',
      REDIS_URL: 'nonsense',
    });
    expect(admin).toMatchObject({ host: 'db', port: 3307 });
    expect(warnings).toEqual([expect.stringMatching(/^DB_PORT /)]);
  });
});
