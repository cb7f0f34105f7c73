import { access } from 'node:fs/promises';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Store } from './store.js';
import type { StoreGuard } from './store.guard.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const fails = () => Promise.reject(refused);
const broken = new Error('Connection is closed.');
const isBroken = (error: unknown) => error === broken;
const never = () => new Promise<never>(() => {});

describe('StoreGuard', () => {
  const probe = vi.fn<() => Promise<unknown>>();
  const onExpired = vi.fn<(reason: string) => void>();
  const warn = vi.spyOn(Logger.prototype, 'warn');
  let registry: Registry;
  let guard: StoreGuard;

  beforeEach(() => {
    Logger.overrideLogger(false);
    warn.mockClear();
    onExpired.mockReset();
    probe.mockReset().mockResolvedValue('pong');
    registry = new Registry();
    const store = new Store('redis', { registry, remedy: 'look' });
    guard = store.guard({ deadlineMs: 30, probe, onExpired, isBroken });
  });

  afterEach(() => {
    guard.stop();
    vi.useRealTimers();
  });

  async function storeUp(): Promise<number | undefined> {
    return (await registry.getSingleMetric('store_up')?.get())?.values[0]?.value;
  }

  /** Opens the circuit and keeps it open. */
  async function takeDown(): Promise<void> {
    probe.mockImplementation(fails);
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
  }

  it('passes on what the store answers', async () => {
    await guard.start();
    await expect(guard.run(() => Promise.resolve(7))).resolves.toBe(7);
    expect(await storeUp()).toBe(1);
  });

  it('starts with a store that is down, logs it, and lets calls through once it is up', async () => {
    probe.mockImplementation(fails);
    await guard.start();
    expect(guard.isUp).toBe(false);
    expect(await storeUp()).toBe(0);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('redis is down: connect ECONNREFUSED; '));
    probe.mockResolvedValue('pong');
    await expect.poll(() => guard.isUp).toBe(true);
    expect(await storeUp()).toBe(1);
  });

  it('turns a failure into an error that names the store and keeps the cause', async () => {
    const error = await guard.run(fails).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    const message = 'redis is unavailable: connect ECONNREFUSED';
    expect(error).toMatchObject({ store: 'redis', cause: refused, message });
  });

  it('fails at once while the store is down, without asking it', async () => {
    await takeDown();
    const call = vi.fn<typeof never>(never);
    await expect(guard.run(call)).rejects.toThrow('redis is unavailable: it is known to be down');
    expect(call).not.toHaveBeenCalled();
  });

  it('lets calls through again after the first probe that is answered', async () => {
    await takeDown();
    expect(guard.isUp).toBe(false);
    probe.mockResolvedValue('pong');
    await expect.poll(() => guard.isUp).toBe(true);
    await expect(guard.run(() => Promise.resolve(7))).resolves.toBe(7);
  });

  it('goes on probing a store that hangs', async () => {
    probe.mockImplementation(never);
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
    await expect.poll(() => probe).toHaveBeenCalledTimes(2);
    probe.mockResolvedValue('pong');
    await expect.poll(() => guard.isUp).toBe(true);
  });

  it('starts one round of probes for many failures at the same time', async () => {
    probe.mockImplementation(never);
    const calls = Array.from({ length: 20 }, () => guard.run(fails));
    const results = await Promise.allSettled(calls);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(probe).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('is not opened by a late failure of a call that began before the store healed', async () => {
    const late = Promise.withResolvers<never>();
    const lateCall = guard.run(() => late.promise);
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
    await expect.poll(() => guard.isUp).toBe(true);
    late.reject(refused);
    await expect(lateCall).rejects.toThrow(StoreUnavailableError);
    expect(guard.isUp).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('gives up a call that hangs at the deadline, and takes its late failure in silence', async () => {
    const unhandled = vi.fn<() => void>();
    process.on('unhandledRejection', unhandled);
    const hanging = Promise.withResolvers<never>();
    await expect(guard.run(() => hanging.promise)).rejects.toThrow(
      'redis is unavailable: no answer within 30 ms',
    );
    hanging.reject(refused);
    await turn();
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
  });

  it('makes a call whose connection broke again, and takes no store for lost that answers it in time', async () => {
    const call = vi.fn<() => Promise<number>>().mockRejectedValueOnce(broken).mockRejectedValueOnce(broken);
    await expect(guard.run(call.mockResolvedValue(7))).resolves.toBe(7);
    expect(probe).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });

  it('makes a call again after ever longer pauses, and no more once its deadline has passed', async () => {
    const call = vi.fn<() => Promise<never>>(() => Promise.reject(broken));
    await expect(guard.run(call)).rejects.toThrow('redis is unavailable: no answer within 30 ms');
    const { length } = call.mock.calls;
    // At 0, 5, 15 and 35 ms.
    expect([2, 3, 4]).toContain(length);
    await sleep(20);
    expect(call).toHaveBeenCalledTimes(length);
  });

  it('takes an answer that arrived while the event loop was blocked past the deadline, as in time', async () => {
    const call = guard.run(() => access('/'));
    const until = performance.now() + 80;
    while (performance.now() < until);
    await expect(call).resolves.toBeUndefined();
    await turn();
    expect(onExpired).not.toHaveBeenCalled();
  });

  it('reports that time is up before the circuit opens and before the next probe', async () => {
    onExpired.mockImplementation(() => {
      expect(guard.isUp).toBe(true);
      expect(probe).not.toHaveBeenCalled();
    });
    await expect(guard.run(never)).rejects.toThrow(StoreUnavailableError);
    expect(onExpired.mock.calls).toEqual([['no answer within 30 ms']]);
    expect(onExpired.mock.results[0]?.type).toBe('return');
    expect(probe).toHaveBeenCalledTimes(1);
  });

  it('reports that a probe missed its deadline, and no call that failed in time', async () => {
    probe.mockImplementation(never);
    await guard.check();
    expect(onExpired.mock.calls).toEqual([['no answer within 30 ms']]);
    probe.mockResolvedValue('pong');
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
    expect(onExpired).toHaveBeenCalledTimes(1);
  });

  it('measures calls by their result, not those that it refuses', async () => {
    await guard.run(() => Promise.resolve());
    await takeDown();
    await expect(guard.run(never)).rejects.toThrow(StoreUnavailableError);
    const text = await registry.metrics();
    expect(text).toContain('store_call_duration_seconds_count{store="redis",result="ok"} 1');
    expect(text).toContain('store_call_duration_seconds_count{store="redis",result="error"} 1');
  });

  it('leaves no timer behind once it is stopped, so that the process can end', async () => {
    vi.useFakeTimers();
    await takeDown();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    guard.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not go on from a probe that was under way when it was stopped', async () => {
    vi.useFakeTimers();
    probe.mockImplementation(never);
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
    guard.stop();
    await vi.runAllTimersAsync();
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
