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

  beforeEach(() => {
    vi.resetAllMocks();
    registry = new Registry();
    vi.useFakeTimers();
    Logger.overrideLogger(false);
    counter.readCounts.mockResolvedValue({ counts: new Map(), complete: true, isAway: () => false });
    snapshots.load.mockResolvedValue(written);
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
    const { values } = await registry.getSingleMetric('counter_snapshot_timestamp_seconds')!.get();
    expect(values).toMatchObject([{ value: 5 }]);
  });

  it('is taken no more once the shutdown has begun', async () => {
    await service.onApplicationBootstrap();
    service.onModuleDestroy();
    await vi.runAllTimersAsync();
    expect(snapshots.load).toHaveBeenCalledTimes(1);
  });
});
