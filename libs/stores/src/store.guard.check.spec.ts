import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Store } from './store.js';
import type { StoreGuard } from './store.guard.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

Logger.overrideLogger(false);

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const fails = () => Promise.reject(refused);
const never = () => new Promise<never>(() => {});

describe('a StoreGuard that is asked', () => {
  const probe = vi.fn<() => Promise<unknown>>();
  let guard: StoreGuard;

  beforeEach(() => {
    probe.mockReset().mockResolvedValue('pong');
    guard = new Store('redis', { registry: new Registry(), remedy: 'look' }).guard({ deadlineMs: 30, probe });
  });

  afterEach(() => {
    guard.stop();
    vi.useRealTimers();
  });

  /** Opens the circuit and keeps it open. */
  async function takeDown(): Promise<void> {
    probe.mockImplementation(fails);
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
  }

  it('reports that the store is up, with its latency in milliseconds', async () => {
    probe.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 10)));
    const { latencyMs, ...status } = await guard.check();
    expect(status).toEqual({ up: true });
    expect(latencyMs).toBeGreaterThan(8);
    expect(latencyMs).toBeLessThan(1000);
  });

  it.each([
    ['an error', fails, 'connect ECONNREFUSED'],
    ['an error without a message', () => Promise.reject(new AggregateError([refused])), 'AggregateError'],
    ['what is no error', () => Promise.reject('gone' as unknown as Error), 'gone'],
    ['silence', never, 'no answer within 30 ms'],
  ])('reports %s as the reason why the store is down', async (_, failing, message) => {
    probe.mockImplementation(failing);
    expect(await guard.check()).toEqual({ up: false, latencyMs: expect.any(Number), message });
  });

  it('asks once for all who want to know at the same time, and anew for those who come later', async () => {
    await Promise.all([guard.check(), guard.check()]);
    expect(probe).toHaveBeenCalledTimes(1);
    await guard.check();
    expect(probe).toHaveBeenCalledTimes(2);
  });

  it('lets calls through as soon as it reports that the store is up again', async () => {
    await takeDown();
    probe.mockResolvedValueOnce('pong');
    expect(await guard.check()).toMatchObject({ up: true });
    await expect(guard.run(() => Promise.resolve(7))).resolves.toBe(7);
  });

  it('ends the probing when it finds the store up, until the store is lost anew', async () => {
    vi.useFakeTimers();
    await takeDown();
    probe.mockResolvedValueOnce('pong');
    await guard.check();
    probe.mockClear();
    await vi.runAllTimersAsync();
    expect(probe).not.toHaveBeenCalled();
    await takeDown();
    expect(probe).toHaveBeenCalledTimes(1);
  });

  it('probes every quarter of a second, however long a probe takes', async () => {
    vi.useFakeTimers();
    probe.mockImplementation(() => sleep(20).then(fails));
    await expect(guard.run(fails)).rejects.toThrow(StoreUnavailableError);
    await vi.advanceTimersByTimeAsync(249);
    expect(probe).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(probe).toHaveBeenCalledTimes(2);
  });

  it('lets any number of callers wait until the store is up', async () => {
    const warning = vi.spyOn(process, 'emitWarning');
    await guard.untilUp();
    await takeDown();
    const waited = vi.fn<() => void>();
    const waiting = Promise.all(Array.from({ length: 20 }, () => guard.untilUp().then(waited)));
    await turn();
    expect(waited).not.toHaveBeenCalled();
    probe.mockResolvedValue('pong');
    await guard.check();
    await waiting;
    expect(warning).not.toHaveBeenCalled();
  });

  it('does not let calls through by an answer that is older than the loss of the store', async () => {
    const answer = Promise.withResolvers<string>();
    probe.mockReturnValueOnce(answer.promise);
    const check = guard.check();
    await takeDown();
    answer.resolve('pong');
    expect(await check).toMatchObject({ up: true });
    expect(guard.isUp).toBe(false);
  });

  it.each([
    ['fails', fails],
    ['is not answered', never],
  ])('lets calls through after a question beside them %s', async (_, failing) => {
    probe.mockImplementation(fails);
    await expect(guard.ask(failing)).rejects.toThrow(/ECONNREFUSED|no answer within 30 ms/);
    await expect(guard.run(() => guard.ask(async () => 7))).resolves.toBe(7);
    await takeDown();
    await expect(guard.ask(async () => 7)).rejects.toThrow(StoreUnavailableError);
  });

  it('takes no store for lost of which it finds no answer', async () => {
    probe.mockImplementation(fails);
    await guard.check();
    expect(guard.isUp).toBe(true);
  });
});
