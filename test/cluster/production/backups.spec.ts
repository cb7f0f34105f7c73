import { join } from 'node:path';
import { temporaryFolder, until } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { run, timed } from '../harness/command.js';
import { Environment, IN_FULL } from '../harness/environment.js';
import { ClusterLoad } from '../harness/cluster.load.js';
import { OLD, startBucket, stopBucket } from './harness/bucket.js';

const workspace = inject('productionWorkspace');
const production = new Environment('production', workspace, IN_FULL);

/** A name that nobody visits, with a count that only the snapshot has. */
const KEPT = { name: 'mewtwo', count: 777 };

const keys = temporaryFolder(afterAll);
let load: ClusterLoad;
let backup: string;

beforeAll(() => startBucket(production, keys));
afterAll(() => stopBucket(production));
beforeEach(async () => {
  load = await ClusterLoad.start(inject('productionPort'));
});
afterEach(() => load.stop());

/** A verb of the Makefile; returns all that it printed. */
function make(verb: string, ...variables: string[]): Promise<string> {
  const words = [verb, 'ENV=production', ...variables];
  const script = 'make "$@" 2>&1';
  return timed(`make ${words.join(' ')}`, () =>
    run('bash', ['-c', script, 'make', ...words], { cwd: workspace, env: production.as('deployer') }),
  );
}

const listed = async () => (await make('restore')).split('\n').filter((line) => line.endsWith('.cms'));
const catalogue = () => production.sql('SELECT * FROM pokemon ORDER BY id');
const migrations = () => production.sql('SELECT name FROM migrations ORDER BY id');
const snapshot = async (name: string) =>
  Number((await production.sql(`SELECT count FROM counter_snapshot WHERE name = '${name}'`))[0]);

// In this order: each goes on from what the one before has left in the bucket.
describe('a backup', () => {
  it('goes into the bucket while visitors come', async () => {
    await production.sql(
      `INSERT INTO counter_snapshot VALUES ('${KEPT.name}', ${KEPT.count}, UTC_TIMESTAMP())`,
    );
    const printed = await make('backup');
    backup = /^(\S+\.sql\.gz\.cms): \d+ bytes$/m.exec(printed)?.[1] ?? printed;
    expect(printed).not.toMatch(/error|denied/i);
    expect(await listed()).toEqual([OLD, backup]);
    expect(await load.verify('a backup')).toEqual([]);
  });

  it('is restored in a drill while visitors come, and then old ones go', async () => {
    expect(await make('drill')).toMatch(new RegExp(`^${backup} restores: 1\\d\\d rows`, 'm'));
    expect(await listed()).toEqual([backup]);
    expect(await load.verify('a drill')).toEqual([]);
  });

  it('is made by a user who may only read', async () => {
    const grants = await production.sql("SHOW GRANTS FOR 'backup'@'%'");
    expect(grants.toSorted()).toEqual([
      'GRANT SELECT, SHOW VIEW, TRIGGER ON `minipokedex`.* TO `backup`@`%`',
      'GRANT USAGE ON *.* TO `backup`@`%`',
    ]);
  });

  it('overwrites nothing unless it is told to', async () => {
    const before = await catalogue();
    await expect(make('restore', `BACKUP=${backup}`)).rejects.toThrow(
      /minipokedex has tables: .*pokemon.*OVERWRITE=yes replaces them/,
    );
    expect(await catalogue()).toEqual(before);
  });

  it('that is not there is said to be missing', async () => {
    await expect(make('restore', 'BACKUP=other.sql.gz.cms')).rejects.toThrow(/no backup other\.sql\.gz\.cms/);
  });

  it('brings back what was wiped, while counting goes on', async () => {
    const before = { catalogue: await catalogue(), migrations: await migrations() };
    await production.sql('DROP DATABASE minipokedex; CREATE DATABASE minipokedex');
    await load.answered(500);
    await make('restore', `BACKUP=${backup}`);
    expect({ catalogue: await catalogue(), migrations: await migrations() }).toEqual(before);
    expect(await snapshot(KEPT.name)).toBe(KEPT.count);
    // What was counted since is written from Redis.
    const reached = load.ledger.answered;
    await until(
      'the snapshot of the visits since then',
      async () => {
        const [sum] = await production.sql('SELECT SUM(count) FROM counter_snapshot');
        return Number(sum) >= reached + KEPT.count;
      },
      { timeout: 20_000 },
    );
    expect(await load.verify('MySQL wiped and restored')).toEqual([]);
  });

  it('replaces what is there when it is told to, tables that came later too', async () => {
    await production.sql('CREATE TABLE later (id int); DELETE FROM pokemon');
    await make('restore', `BACKUP=${backup}`, 'OVERWRITE=yes', `KEY=${join(keys, 'recovery.key')}`);
    expect(await production.kubectl(['get', 'secrets', '--output=name'])).not.toContain('backup-recovery');
    expect((await catalogue()).length).toBeGreaterThan(100);
    expect(await production.sql('SHOW TABLES')).toEqual(['counter_snapshot', 'migrations', 'pokemon']);
    expect(await load.verify('MySQL replaced by a backup')).toEqual([]);
  });
});

describe('the counts of Redis', () => {
  it('can be exported from a pod of the service', async () => {
    const command = ['exec', 'deployment/minipokedex-primary', '--'];
    const counts = ['/nodejs/bin/node', 'admin/admin.cjs', 'counts', 'export'];
    const exported: unknown = JSON.parse(await production.kubectl([...command, ...counts]));
    expect(Object.values(exported as Record<string, number>).some((count) => count > 0)).toBe(true);
  });
});
