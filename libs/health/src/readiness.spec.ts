import type { Counter } from '@app/counter';
import type { Database } from '@app/persistence';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Readiness } from './readiness.js';
import { ShutdownState } from './shutdown.state.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const database = { schemaIsCurrent: false };
  const counter = { givesNumbers: false };
  const shutdown = new ShutdownState();
  const readiness = new Readiness(database as Database, counter as Counter, shutdown);
  return { database, counter, shutdown, readiness };
}

describe('a start', () => {
  it('is over when the first visitor would get a number, and stays so', () => {
    const { database, counter, readiness } = open();
    counter.givesNumbers = true;
    expect(readiness.isReady).toBe(false);
    database.schemaIsCurrent = true;
    expect(readiness.isReady).toBe(true);
    counter.givesNumbers = false;
    expect(readiness.isReady).toBe(true);
  });

  it('waits three seconds for the counts, since the Pokémon can be answered without', () => {
    const { database, readiness } = open();
    vi.advanceTimersByTime(60_000);
    database.schemaIsCurrent = true;
    expect(readiness.isReady).toBe(false);
    vi.advanceTimersByTime(2999);
    expect(readiness.isReady).toBe(false);
    vi.advanceTimersByTime(1);
    expect(readiness.isReady).toBe(true);
  });

  it('is noticed before anybody asks, and what goes away after it is no part of it', async () => {
    vi.useRealTimers();
    const { database, counter, readiness } = open();
    readiness.onApplicationBootstrap();
    const givesNumbers = vi.fn<() => boolean>(() => true);
    Object.defineProperty(counter, 'givesNumbers', { get: givesNumbers });
    database.schemaIsCurrent = true;
    await vi.waitFor(() => expect(givesNumbers).toHaveBeenCalled());
    givesNumbers.mockReturnValue(false);
    expect(readiness.isReady).toBe(true);
  });

  it('keeps a probe waiting until it is over, for less than a second', async () => {
    const { database, counter, readiness } = open();
    const late = readiness.awaitStart();
    await vi.advanceTimersByTimeAsync(790);
    await expect(Promise.race([late, 'waits'])).resolves.toBe('waits');
    await vi.advanceTimersByTimeAsync(50);
    await late;

    const soon = readiness.awaitStart();
    await vi.advanceTimersByTimeAsync(100);
    Object.assign(database, { schemaIsCurrent: true });
    Object.assign(counter, { givesNumbers: true });
    await vi.advanceTimersByTimeAsync(10);
    await soon;
  });

  it('keeps no probe waiting once a shutdown has begun', async () => {
    const { readiness, shutdown } = open();
    shutdown.onModuleDestroy();
    await readiness.awaitStart();
    expect(readiness.isReady).toBe(false);
  });
});
