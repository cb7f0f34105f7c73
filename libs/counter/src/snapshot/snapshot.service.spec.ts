import { StoreUnavailableError } from '@app/stores';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Counter } from '../counter.js';
import type { SnapshotRepository } from './snapshot.repository.js';
import { SnapshotService } from './snapshot.service.js';

const away = new StoreUnavailableError('mysql', 'it is known to be down');
const written = new Map([['ditto', 7]]);

describe('the snapshot of the counts', () => {
  const counter = {
    embedded: false,
    readCounts: vi.fn<Counter['readCounts']>(),
    raiseFloors: vi.fn<Counter['raiseFloors']>(),
  };
  const snapshots = {
    load: vi.fn<SnapshotRepository['load']>(),
    raise: vi.fn<SnapshotRepository['raise']>(),
  };
  let service: SnapshotService;
  let registry: Registry;

  const stubCounts = (counts: [string, number][]) =>
    counter.readCounts.mockResolvedValue({ counts: new Map(counts), complete: true, isAway: () => false });

  const takenAt = async () =>
    (await registry.getSingleMetric('counter_snapshot_timestamp_seconds')!.get()).values[0]!.value;

  beforeEach(() => {
    vi.resetAllMocks();
    vi.useFakeTimers();
    Logger.overrideLogger(false);
    stubCounts([]);
    snapshots.load.mockResolvedValue(written);
    registry = new Registry();
    service = new SnapshotService(
      counter as unknown as Counter,
      snapshots as unknown as SnapshotRepository,
      registry,
    );
  });
  afterEach(() => {
    service.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is read before the start is over', async () => {
    await service.onApplicationBootstrap();
    expect(counter.raiseFloors).toHaveBeenCalledWith(written);
  });

  it('is never ahead of the service that takes it, which goes on from there if Redis is emptied', async () => {
    stubCounts([['mew', 3]]);
    snapshots.raise.mockImplementation(async (saved) => {
      expect(counter.raiseFloors).toHaveBeenLastCalledWith(new Map(saved));
    });
    await service.onApplicationBootstrap();
    expect(snapshots.raise).toHaveBeenCalledOnce();
  });

  it('is read a moment after MySQL is there, where the service was there first', async () => {
    snapshots.load.mockRejectedValue(away);
    await service.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(counter.raiseFloors).not.toHaveBeenCalled();

    snapshots.load.mockResolvedValue(written);
    await vi.advanceTimersByTimeAsync(100);
    expect(counter.raiseFloors).toHaveBeenCalledWith(written);
  });

  it('is taken every three seconds once it was read, whether or not its stores are there', async () => {
    await service.onApplicationBootstrap();
    snapshots.load.mockRejectedValue(away);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(snapshots.load).toHaveBeenCalledTimes(11);
  });

  it('holds what could be read, and only what replicas have; it is as old as the last that held all', async () => {
    vi.setSystemTime(5000);
    await service.onApplicationBootstrap();
    expect(counter.readCounts).toHaveBeenCalledWith({ confirmed: true });
    const counts = new Map([['mew', 7]]);
    counter.readCounts.mockResolvedValue({ counts, complete: false, isAway: () => true });
    await vi.advanceTimersByTimeAsync(3000);
    expect(snapshots.raise).toHaveBeenLastCalledWith(counts);
    snapshots.load.mockResolvedValue(counts);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await takenAt()).toBe(5);
  });

  it('writes only what is missing, and nothing that can not be a name or a count of ours', async () => {
    stubCounts([
      ['ditto', 7],
      ['mew', 3],
      ['n'.repeat(64), 1],
      ['n'.repeat(65), 1],
      ['abra', NaN],
      ['ekans', 2 ** 53],
      ['onix', 1.5],
    ]);
    await service.onApplicationBootstrap();
    const missing = new Map([
      ['mew', 3],
      ['n'.repeat(64), 1],
    ]);
    expect(snapshots.raise).toHaveBeenCalledWith(missing);
  });

  it('reports as taken only what was seen to be stored, as of when it was read from Redis', async () => {
    const readAt = Date.now() / 1000;
    stubCounts([['ditto', 9]]);
    await service.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await takenAt()).toBe(0);

    snapshots.load.mockResolvedValue(new Map([['ditto', 9]]));
    await vi.advanceTimersByTimeAsync(3000);
    expect(await takenAt()).toBe(readAt + 3);
  });

  it('does not take a fault of its own for a store that is away', async () => {
    snapshots.load.mockRejectedValue(new TypeError('a fault'));
    await expect(service.onApplicationBootstrap()).rejects.toThrow('a fault');
  });

  it('is not taken of embedded counts, which are a file already', async () => {
    counter.embedded = true;
    await service.onApplicationBootstrap();
    expect(snapshots.load).not.toHaveBeenCalled();
    counter.embedded = false;
  });

  it('is taken no more once the shutdown has begun', async () => {
    await service.onApplicationBootstrap();
    service.onModuleDestroy();
    await vi.runAllTimersAsync();
    expect(snapshots.load).toHaveBeenCalledTimes(1);
  });

  it('is taken no more after a turn in which the shutdown began', async () => {
    const turn = service.onApplicationBootstrap();
    service.onModuleDestroy();
    await turn;
    await vi.runAllTimersAsync();
    expect(snapshots.load).toHaveBeenCalledTimes(1);
  });
});
