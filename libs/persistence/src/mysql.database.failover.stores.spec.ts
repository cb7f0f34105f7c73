import { setTimeout as sleep } from 'node:timers/promises';
import { ScratchSchema, TcpProxy } from '@app/testing';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { asRoot, migrateAsRoot } from './testing/root.migration.js';
import { type OpenedPersistence, openPersistence } from './testing/persistence.fixture.js';

const TIMEOUT_MS = 400;
const POOL_SIZE = 10;

describe('connections that went silent, to a server that answers on new ones', () => {
  let schema: ScratchSchema;
  let proxy: TcpProxy;
  let opened: OpenedPersistence;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    await migrateAsRoot(schema);
    proxy = await TcpProxy.listen(schema.port);
    opened = await openPersistence({
      ...asRoot(schema),
      DB_PORT: String(proxy.port),
      DB_TIMEOUT_MS: String(TIMEOUT_MS),
      DB_POOL_SIZE: String(POOL_SIZE),
    });
  });

  afterEach(async () => {
    await opened.app.close();
    await proxy.close();
    await schema.drop();
  });

  it('cost one deadline, not one for each of them', async () => {
    await Promise.all(Array.from({ length: 3 * POOL_SIZE }, () => opened.find('mew')));
    proxy.silence();

    const startedAt = performance.now();
    await expect(opened.find('mew')).rejects.toThrow(/no answer within/);
    await vi.waitFor(() => opened.find('mew'), { timeout: 10_000, interval: 10 });
    expect(performance.now() - startedAt).toBeLessThan((POOL_SIZE / 2) * TIMEOUT_MS);

    // All of the new ones work: none of the silent ones is left in the pool.
    await sleep(TIMEOUT_MS);
    await Promise.all(Array.from({ length: 3 * POOL_SIZE }, () => opened.find('mew')));
  });
});
