import { ScratchSchema, TcpProxy } from '@app/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrateAsRoot } from './testing/root.migration.js';
import { type OpenedPersistence, openPersistence } from './testing/persistence.fixture.js';

const TIMEOUT_MS = 1000;

describe('what MySQL says of itself to an account that may read one table', () => {
  let schema: ScratchSchema;
  let proxy: TcpProxy;
  let opened: OpenedPersistence;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    await migrateAsRoot(schema);
    await schema.query("CREATE USER ?@'%' IDENTIFIED BY ?", [schema.serviceUser, schema.servicePassword]);
    await schema.query("GRANT SELECT ON pokemon TO ?@'%'", [schema.serviceUser]);
    proxy = await TcpProxy.listen(schema.port);
    opened = await openPersistence({
      ...schema.environment,
      DB_PORT: String(proxy.port),
      DB_TIMEOUT_MS: String(TIMEOUT_MS),
      DB_POOL_SIZE: '1',
    });
  });

  afterEach(async () => {
    await opened.app.close();
    await proxy.close();
    await schema.drop();
  });

  async function scrape(): Promise<Record<string, number>> {
    const lines = (await opened.app.get(Registry).metrics()).split('\n');
    const pairs = lines.filter((line) => line.startsWith('database_mysql_')).map((line) => line.split(' '));
    return Object.fromEntries(pairs.map(([name, value]) => [name!, Number(value)]));
  }

  it('is the share of its connections in use, and how many it refused', async () => {
    const [limit] = await schema.query<{ of: number }>('SELECT @@max_connections AS `of`');
    const said = await scrape();
    expect(said).toEqual({
      database_mysql_connections_ratio: expect.any(Number),
      database_mysql_refused_connections_total: expect.any(Number),
    });
    const inUse = said['database_mysql_connections_ratio']! * limit!.of;
    // This account's and root's; others use the server too.
    expect(inUse).toBeGreaterThan(1.9);
    expect(inUse).toBeCloseTo(Math.round(inUse), 5);
  });

  it('is waited for until the deadline while MySQL is silent, and turns no visitor away', async () => {
    proxy.freeze();
    const startedAt = performance.now();
    for (let scrapes = 0; scrapes < 2; scrapes += 1) expect(await scrape()).toEqual({});
    expect(performance.now() - startedAt).toBeLessThan(3 * TIMEOUT_MS);
    proxy.thaw();
    expect(await opened.find('mew')).toMatchObject({ id: 151 });
    expect(await scrape()).not.toEqual({});
    expect(opened.logged.filter((line) => line.includes('mysql is down'))).toEqual([]);
  });
});
