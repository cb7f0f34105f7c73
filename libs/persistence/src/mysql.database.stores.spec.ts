import { StoreUnavailableError } from '@app/stores';
import { type DockerServer, ROOT_PASSWORD, ScratchSchema, startMySql, TcpProxy } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asRoot, migrateAsRoot } from './testing/root.migration.js';
import { type OpenedPersistence, openPersistence } from './testing/persistence.fixture.js';

const POOL_SIZE = 4;
const TIMEOUT_MS = 400;
/** What a call may take beyond its deadline on a busy machine. */
const SLACK_MS = 1000;

const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** How long a call took to fail, in milliseconds. */
const fails = async (call: () => Promise<unknown>) => {
  const startedAt = performance.now();
  await expect(call()).rejects.toThrow(StoreUnavailableError);
  return performance.now() - startedAt;
};

describe('MySQL that goes away', () => {
  let server: DockerServer;
  let schema: ScratchSchema;
  let environment: NodeJS.ProcessEnv;
  let opened: OpenedPersistence;

  beforeAll(async () => {
    server = await startMySql();
    schema = await ScratchSchema.create(server.port);
    await migrateAsRoot(schema);
    await schema.root.end();
    environment = {
      ...asRoot(schema),
      DB_POOL_SIZE: String(POOL_SIZE),
      DB_TIMEOUT_MS: String(TIMEOUT_MS),
    };
  });

  afterAll(() => server.remove());

  beforeEach(async () => {
    opened = await openPersistence(environment);
  });

  afterEach(() => opened.app.close());

  const find = () => opened.find('mew');
  const heals = () =>
    vi.waitFor(async () => expect(await find()).toMatchObject({ id: 151 }), {
      timeout: 20_000,
      interval: 50,
    });
  const sql = (statement: string) =>
    server.exec('mysql', '-N', '-uroot', `-p${ROOT_PASSWORD}`, '-e', statement);
  const threads = async () =>
    Number(await sql(`SELECT COUNT(*) FROM performance_schema.processlist WHERE DB = '${schema.name}'`));
  const fillPool = (calls = 20) => vi.waitFor(() => Promise.all(Array.from({ length: calls }, find)), 20_000);

  it('uses no more connections than it may', async () => {
    await fillPool(25 * POOL_SIZE);

    await expect.poll(threads).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('is not down for more calls than it can take, whose excess is refused at once', async () => {
    await fillPool();
    const calls = await Promise.allSettled(Array.from({ length: 1000 }, find));
    const refused = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason as Error] : []));
    expect(refused).toHaveLength(1000 - 25 * POOL_SIZE);
    for (const error of refused) expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(await find()).toMatchObject({ id: 151 });
    expect(opened.logged.filter((line) => line.includes('mysql is down'))).toEqual([]);
  });

  it('fails at once while it is killed, and heals when it is started again', async () => {
    await fillPool();
    await server.kill();
    await vi.waitFor(() => fails(find), 10_000);

    expect(await fails(find)).toBeLessThan(TIMEOUT_MS / 2);
    expect(await opened.database.check()).toMatchObject({ up: false });
    await server.restart();
    await heals();
    await fillPool();
    await expect.poll(threads).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('may be killed in the middle of calls, again and again', async () => {
    for (let round = 0; round < 2; round += 1) {
      const calls = Promise.allSettled(Array.from({ length: 50 }, find));
      await server.kill();
      const failures = (await calls).filter(({ status }) => status === 'rejected');
      for (const { reason } of failures as PromiseRejectedResult[])
        expect(reason).toBeInstanceOf(StoreUnavailableError);
      await server.restart();
      await heals();
    }
    await fillPool();
    await expect.poll(threads).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('fails at the deadline while it is frozen, then at once, and heals without a dead connection', async () => {
    await fillPool();
    const before = sockets();
    await server.freeze();
    try {
      const waited = await Promise.all(Array.from({ length: 20 }, () => fails(find)));

      expect(Math.max(...waited)).toBeLessThan(TIMEOUT_MS + SLACK_MS);
      expect(await fails(find)).toBeLessThan(TIMEOUT_MS / 2);
      await expect.poll(sockets).toBeLessThanOrEqual(before);
    } finally {
      await server.thaw();
    }
    await heals();
    await Promise.all(Array.from({ length: 50 }, find));
    await expect.poll(threads).toBeLessThanOrEqual(POOL_SIZE);
  });

  it('piles nothing up while it stays frozen', async () => {
    await server.freeze();
    try {
      await fails(find);
      for (let call = 0; call < 20; call += 1) await Promise.allSettled([find(), opened.database.check()]);

      await expect.poll(sockets).toBeLessThanOrEqual(POOL_SIZE + 2);
    } finally {
      await server.thaw();
    }
    await heals();
  });

  it('does not hold a shutdown up while it is frozen', async () => {
    await fillPool();
    await server.freeze();
    try {
      const startedAt = performance.now();
      await opened.app.close();
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    } finally {
      await server.thaw();
    }
  });

  it('may end idle connections, even if only its farewell arrives', async () => {
    await sql('SET GLOBAL wait_timeout = 1');
    const proxy = await TcpProxy.listen(server.port);
    proxy.withholdsEnds = true;
    await opened.app.close();
    opened = await openPersistence({ ...environment, DB_PORT: String(proxy.port) });
    await find();
    await expect.poll(threads).toBe(0);

    expect(await find()).toMatchObject({ id: 151 });
    await opened.app.close();
    await proxy.close();
    await sql('SET GLOBAL wait_timeout = DEFAULT');
  });

  it('does not hold a start up, and is connected to when it comes', async () => {
    await opened.app.close();
    await server.freeze();
    try {
      const startedAt = performance.now();
      opened = await openPersistence(environment);
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 2 * SLACK_MS);
      expect(await fails(find)).toBeLessThan(TIMEOUT_MS / 2);
    } finally {
      await server.thaw();
    }
    await heals();
    await vi.waitFor(() => expect(opened.database.schemaIsCurrent).toBe(true), 5000);
  });
});

describe('MySQL that was never there', () => {
  it('lets the service start, and fails each call at once', async () => {
    const opened = await openPersistence({ DB_HOST: '127.0.0.1', DB_PORT: '1', DB_PASSWORD: '' });

    expect(opened.database.embedded).toBe(false);
    expect(opened.database.schemaIsCurrent).toBe(false);
    await expect(opened.find('mew')).rejects.toThrow(StoreUnavailableError);
    expect(await opened.database.check()).toMatchObject({
      up: false,
      message: expect.stringMatching(/ECONNREFUSED/),
    });
    await opened.app.close();
  });
});
