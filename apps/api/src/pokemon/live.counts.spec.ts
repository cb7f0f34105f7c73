import type { ShutdownState } from '@app/health';
import { Registry } from 'prom-client';
import type { Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CountsEvent, LiveCounts } from './live.counts.js';
import type { PokemonService } from './pokemon.service.js';

type Counts = ReadonlyMap<string, number> | null;

const LIMIT = 3;

let counts: Counts;
let read: ReturnType<typeof vi.fn<() => Promise<Counts>>>;
let registry: Registry;
let shutdown: { isShuttingDown: boolean };
let live: LiveCounts;

interface Watcher {
  events: CountsEvent[];
  ended: boolean;
  leave: () => void;
}

function watch(): Watcher {
  const watcher: Watcher = { events: [], ended: false, leave: () => subscription.unsubscribe() };
  const subscription: Subscription = live.watch().subscribe({
    next: (event) => watcher.events.push(event),
    complete: () => (watcher.ended = true),
  });
  return watcher;
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  counts = new Map([['mew', 1]]);
  read = vi.fn<() => Promise<Counts>>(() => Promise.resolve(counts));
  registry = new Registry();
  shutdown = { isShuttingDown: false };
  live = new LiveCounts(
    { counts: read } as Partial<PokemonService> as PokemonService,
    shutdown as ShutdownState,
    { maxWatchers: LIMIT },
    registry,
  );
});
afterEach(() => vi.useRealTimers());

describe('LiveCounts', () => {
  it.each<[what: string, readings: (Record<string, number> | null)[], ...events: string[]]>([
    ['all counts first', [{ mew: 1, onix: 7 }], 'counts {"mew":1,"onix":7}'],
    [
      'what is new or different',
      [
        { mew: 1, onix: 7 },
        { mew: 2, onix: 7, abra: 1 },
      ],
      'counts {"mew":1,"onix":7}',
      'changes {"mew":2,"abra":1}',
    ],
    [
      'that a count is gone',
      [{ mew: 1, onix: 7 }, { mew: 1 }],
      'counts {"mew":1,"onix":7}',
      'changes {"onix":0}',
    ],
    ['nothing where nothing changed', [{ mew: 1 }, { mew: 1 }], 'counts {"mew":1}'],
    ['once that the counter is away', [null, null], 'degraded {}'],
    [
      'all counts when it is back',
      [{ mew: 1 }, null, { mew: 5 }],
      'counts {"mew":1}',
      'degraded {}',
      'counts {"mew":5}',
    ],
  ])('reports %s', async (_what, readings, ...expected) => {
    const { events } = watch();
    for (const reading of readings) {
      counts = reading && new Map(Object.entries(reading));
      await pass(1000);
    }
    expect(events.map(({ type, data }) => `${type} ${JSON.stringify(data)}`)).toEqual(expected);
  });

  it('reports all counts to whoever comes later', async () => {
    watch();
    await pass(1500);
    expect(watch().events).toEqual([{ type: 'counts', data: { mew: 1 } }]);
  });

  it('reads the counts once a second for all watchers together, and not without any', async () => {
    await pass(5000);
    expect(read).not.toHaveBeenCalled();
    const watchers = [watch(), watch(), watch()];
    await pass(3500);
    expect(read).toHaveBeenCalledTimes(4);
    for (const { leave } of watchers) leave();
    await pass(5000);
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('tells who comes after a pause how the counts are now', async () => {
    const first = watch();
    await pass(100);
    first.leave();
    counts = new Map([['mew', 9]]);
    const second = watch();
    await pass(100);
    expect(second.events).toEqual([{ type: 'counts', data: { mew: 9 } }]);
  });

  it('does not ask again while an answer is out', async () => {
    read.mockReturnValueOnce(new Promise(() => undefined));
    watch();
    await pass(5000);
    expect(read).toHaveBeenCalledOnce();
  });

  it('is never silent for longer than proxies bear', async () => {
    const { events } = watch();
    await pass(46_000);
    expect(events.map(({ type }) => type)).toEqual(['counts', 'heartbeat', 'heartbeat', 'heartbeat']);
  });

  it('refuses watchers over the limit until one leaves, and tells how many there are', async () => {
    const [first] = [watch(), watch(), watch()];
    expect(() => live.watch()).toThrow('Too many clients');
    expect(await registry.metrics()).toContain('live_counts_watchers 3');
    first.leave();
    watch();
    expect(() => live.watch()).toThrow('Too many clients');
  });

  it('ends for all when the service shuts down, and takes no more', async () => {
    const watchers = [watch(), watch()];
    await pass(100);
    shutdown.isShuttingDown = true;
    live.onModuleDestroy();
    expect(watchers.map(({ ended }) => ended)).toEqual([true, true]);
    expect(() => live.watch()).toThrow('shutting down');
    await pass(5000);
    expect(read).toHaveBeenCalledOnce();
  });
});
