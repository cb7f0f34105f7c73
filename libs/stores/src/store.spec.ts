import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Store } from './store.js';
import type { StoreGuard } from './store.guard.js';

const fail = (reason: string) => () => Promise.reject(new Error(reason));

describe('a store behind several guards', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn');
  const info = vi.spyOn(Logger.prototype, 'log');
  const changed = vi.fn<(up: boolean) => void>();
  const probes = [vi.fn<() => Promise<void>>(), vi.fn<() => Promise<void>>()] as const;
  let registry: Registry;
  let store: Store;
  let guards: StoreGuard[];

  beforeEach(() => {
    Logger.overrideLogger(false);
    vi.clearAllMocks();
    for (const probe of probes) probe.mockReset().mockResolvedValue();
    registry = new Registry();
    store = new Store('redis', { registry, remedy: 'check the settings REDIS_…' });
    store.on('change', changed);
    guards = probes.map((probe, number) =>
      store.guard({ deadlineMs: 50, probe, address: `redis-${number}` }),
    );
  });

  afterEach(() => store.stop());

  async function takeDown(number: 0 | 1, reason: string): Promise<void> {
    probes[number].mockImplementation(fail(reason));
    await expect(guards[number]!.run(fail(reason))).rejects.toThrow(reason);
  }

  async function takeUp(number: 0 | 1): Promise<void> {
    probes[number].mockResolvedValue();
    await guards[number]!.check();
  }

  it('logs the first reason alone, its server and the remedy when several find it down', async () => {
    await takeDown(0, 'connection closed');
    await takeDown(1, 'no answer');
    expect(warn.mock.calls).toEqual([
      ['redis is down: redis-0 (connection closed); if it should be up, check the settings REDIS_…'],
    ]);
  });

  it('is up, and logs so, once all guards let calls through', async () => {
    await takeDown(0, 'connection closed');
    await takeDown(1, 'connection closed');
    await takeUp(1);
    expect(store.isUp).toBe(false);
    expect(info).not.toHaveBeenCalled();
    await takeUp(0);
    expect(store.isUp).toBe(true);
    expect(info.mock.calls).toEqual([['redis is up']]);
  });

  it('logs once at the start that it is up', async () => {
    await store.start();
    await store.check();
    expect(info.mock.calls).toEqual([['redis is up']]);
  });

  it('logs each outage anew, and what goes on within one only when debugging', async () => {
    const debug = vi.spyOn(Logger.prototype, 'debug');
    await takeDown(0, 'connection closed');
    await expect.poll(() => debug).toHaveBeenCalledWith('redis is still down: redis-0 (connection closed)');
    await takeUp(0);
    await takeDown(1, 'no answer');
    await takeUp(1);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(info).toHaveBeenCalledTimes(2);
  });

  it('emits each change, for all guards together', async () => {
    await store.start();
    await takeDown(0, 'connection closed');
    await takeDown(1, 'connection closed');
    await takeUp(0);
    await takeUp(1);
    expect(changed.mock.calls).toEqual([[false], [true], [false], [true]]);
  });

  it('is reported with the longest latency, or with what fails and where', async () => {
    probes[0].mockImplementation(() => sleep(10));
    const { up, latencyMs } = await store.check();
    expect(up).toBe(true);
    expect(latencyMs).toBeGreaterThan(8);
    probes[1].mockImplementation(fail('no answer'));
    expect(await store.check()).toMatchObject({ up: false, message: 'redis-1 (no answer)' });
    probes[0].mockImplementation(fail('closed'));
    expect(await store.check()).toMatchObject({ message: 'redis-0 (closed), redis-1 (no answer)' });
  });

  it('neither goes up nor down once it is stopped', async () => {
    await takeDown(0, 'connection closed');
    store.stop();
    await takeUp(0);
    await takeDown(1, 'no answer');
    expect(guards.map(({ isUp }) => isUp)).toEqual([false, true]);
  });

  it('exposes whether it is up, and the time of its calls by store and result', async () => {
    await store.start();
    await guards[0]!.run(() => Promise.resolve());
    expect(await registry.metrics()).toContain('store_up{store="redis"} 1\n');
    await takeDown(1, 'no answer');
    const text = await registry.metrics();
    expect(text).toContain('store_up{store="redis"} 0\n');
    expect(text).toContain('store_call_duration_seconds_count{store="redis",result="ok"} 1\n');
    expect(text).toContain('store_call_duration_seconds_count{store="redis",result="error"} 1\n');
  });

  it('shares its metrics with the other stores, and measures in seconds', async () => {
    const mysql = new Store('mysql', { registry, remedy: 'look' });
    const guard = mysql.guard({ deadlineMs: 1000, probe: () => Promise.resolve() });
    await Promise.all([store.start(), mysql.start()]);
    const now = vi.spyOn(performance, 'now').mockReturnValueOnce(1000).mockReturnValueOnce(1020);
    await guard.run(() => Promise.resolve());
    now.mockRestore();
    const text = await registry.metrics();
    expect(text).toContain('store_up{store="redis"} 1\nstore_up{store="mysql"} 1\n');
    expect(text).toContain('store_call_duration_seconds_sum{store="mysql",result="ok"} 0.02\n');
    mysql.stop();
  });
});
