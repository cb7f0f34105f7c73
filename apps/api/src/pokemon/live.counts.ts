import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { ShutdownState } from '@app/health';
import { collectGauge } from '@app/observability';
import { Inject, Injectable, type OnModuleDestroy, ServiceUnavailableException } from '@nestjs/common';
import { Registry } from 'prom-client';
import {
  defer,
  exhaustMap,
  filter,
  finalize,
  interval,
  map,
  merge,
  type Observable,
  ReplaySubject,
  scan,
  shareReplay,
  takeUntil,
  timer,
} from 'rxjs';
import { PokemonService } from './pokemon.service.js';

/** All counts by name, without those that are 0; null while the counter is away. */
type Counts = ReadonlyMap<string, number> | null;

/**
 * An event for the clients that follow the counts. `counts` holds every count that is not 0, `changes` those that differ
 * from the event before; `degraded` and `heartbeat` hold nothing.
 */
export interface CountsEvent {
  type: 'counts' | 'changes' | 'degraded' | 'heartbeat';
  data: Readonly<Record<string, number>>;
}

/** Time between two reads of the counts, in milliseconds. */
const READ_EVERY_MS = 1000;
/** Proxies close connections that are silent for longer: nginx after 60 s. */
const HEARTBEAT_EVERY_MS = 15_000;

const heartbeat: CountsEvent = { type: 'heartbeat', data: {} };

interface Reading {
  counts: Counts;
  change?: CountsEvent;
}

/** The counts as they change, read once for all clients that follow them, and only while one does. */
@Injectable()
export class LiveCounts implements OnModuleDestroy {
  private readonly end = new ReplaySubject<void>(1);
  private watchers = 0;

  private readonly readings = timer(0, READ_EVERY_MS).pipe(
    exhaustMap(() => this.pokemon.counts()),
    scan<Counts, Reading | undefined>(
      (before, counts) => ({ counts, change: before && changeOf(before.counts, counts) }),
      undefined,
    ),
    filter((reading) => reading !== undefined),
    shareReplay({ bufferSize: 1, refCount: true }),
  );

  constructor(
    private readonly pokemon: PokemonService,
    private readonly shutdown: ShutdownState,
    @Inject(SERVICE_SETTINGS) private readonly settings: Pick<ServiceSettings, 'maxWatchers'>,
    registry: Registry,
  ) {
    collectGauge({
      name: 'live_counts_watchers',
      help: 'Clients that follow the counts as they change.',
      registers: [registry],
      read: () => this.watchers,
    });
  }

  /**
   * Follows the counts: first all of them, then what changed. Completes when the service shuts down.
   *
   * @throws ServiceUnavailableException if too many clients follow them already, or the service is shutting down
   */
  watch(): Observable<CountsEvent> {
    if (this.shutdown.isShuttingDown) throw new ServiceUnavailableException('This process is shutting down.');
    if (this.watchers >= this.settings.maxWatchers)
      throw new ServiceUnavailableException('Too many clients follow the counts already. Try again later.');
    return defer(() => {
      this.watchers += 1;
      return merge(this.events(), interval(HEARTBEAT_EVERY_MS).pipe(map(() => heartbeat))).pipe(
        takeUntil(this.end),
        finalize(() => (this.watchers -= 1)),
      );
    });
  }

  onModuleDestroy(): void {
    this.end.next();
  }

  private events(): Observable<CountsEvent> {
    return this.readings.pipe(
      map(({ counts, change }, index) => (index === 0 ? stateOf(counts) : change)),
      filter((event) => event !== undefined),
    );
  }
}

/** The event for a client that knows no counts yet. */
function stateOf(counts: Counts): CountsEvent {
  return counts ? { type: 'counts', data: Object.fromEntries(counts) } : { type: 'degraded', data: {} };
}

/** The event for a client that knows the counts before; undefined if nothing changed. */
function changeOf(before: Counts, counts: Counts): CountsEvent | undefined {
  if (!before || !counts) return before === counts ? undefined : stateOf(counts);
  const data: Record<string, number> = {};
  for (const [name, count] of counts) if (before.get(name) !== count) data[name] = count;
  // The counter was emptied.
  for (const name of before.keys()) if (!counts.has(name)) data[name] = 0;
  return Object.keys(data).length === 0 ? undefined : { type: 'changes', data };
}
