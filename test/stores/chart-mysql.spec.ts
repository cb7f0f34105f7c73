import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DockerServer, storeImages, temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInMemory } from '../../apps/admin/src/testing/run.in.memory.js';

const PASSWORD = 'it\'s "quoted" \\ #1';
const files = resolve('deploy/charts/mysql/files');
const firstStart = '/docker-entrypoint-initdb.d';

const secrets = temporaryFolder(afterAll);
let mysql: DockerServer;

beforeAll(async () => {
  await writeFile(join(secrets, 'root'), 'root-of-tests', { mode: 0o644 });
  await writeFile(join(secrets, 'migration'), PASSWORD, { mode: 0o644 });
  mysql = await DockerServer.start({
    image: storeImages.mysql,
    port: 3306,
    options: [
      `--volume=${files}:/scripts:ro`,
      `--volume=${files}/my.cnf:/etc/mysql/conf.d/minipokedex.cnf:ro`,
      `--volume=${files}/create-migration-user.sh:${firstStart}/1-create-migration-user.sh:ro`,
      `--volume=${files}/finish-first-start.sh:${firstStart}/2-finish-first-start.sh:ro`,
      `--volume=${secrets}/root:/run/secrets/root:ro`,
      `--volume=${secrets}/migration:/run/secrets/migration:ro`,
      '--entrypoint=/scripts/start.sh',
    ],
    environment: {
      MEMORY_LIMIT_MIB: '1024',
      MYSQL_ROOT_PASSWORD_FILE: '/run/secrets/root',
      MYSQL_DATABASE: 'pokedex_1',
      MIGRATION_USER: 'migrator',
      MIGRATION_PASSWORD_FILE: '/run/secrets/migration',
    },
    probe: ['mysqladmin', '--host=127.0.0.1', '--silent', 'ping'],
  });
});

afterAll(() => mysql.remove());

const client = ['env', 'MYSQL_PWD=root-of-tests', 'mysql', '--user=root', '--skip-column-names'];
const asRoot = (statement: string) => mysql.exec(...client, `--execute=${statement}`);

describe('MySQL as its chart starts it', () => {
  it('lets the migration user do all that it does', async () => {
    const migrated = await runInMemory(['migrate', 'up'], {
      environment: {
        DB_HOST: mysql.host,
        DB_PORT: String(mysql.port),
        DB_NAME: 'pokedex_1',
        DB_USER: 'minipokedex',
        DB_PASSWORD: 'service',
        DB_MIGRATION_USER: 'migrator',
        DB_MIGRATION_PASSWORD: PASSWORD,
      },
    });
    expect(migrated).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives the migration user what it needs, and no more', async () => {
    const grants = await asRoot("SHOW GRANTS FOR 'migrator'");
    expect(grants.trim().split('\n').toSorted()).toEqual([
      'GRANT ALL PRIVILEGES ON `pokedex\\\\_1`.* TO `migrator`@`%` WITH GRANT OPTION',
      'GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO `migrator`@`%`',
      'GRANT CREATE USER ON *.* TO `migrator`@`%`',
      'GRANT SELECT ON `mysql`.* TO `migrator`@`%`',
      'GRANT SELECT ON `performance_schema`.`session_connect_attrs` TO `migrator`@`%`',
    ]);
  });

  it('has the memory of its container, and every commit on the disk', async () => {
    const settings = await asRoot(
      'SELECT @@innodb_buffer_pool_size >> 20, @@innodb_flush_log_at_trx_commit, @@log_bin',
    );
    expect(settings.trim().split('\t')).toEqual(['384', '1', '0']);
  });
});
