import { Controller, Sse } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Observable } from 'rxjs';
import type { CountsEvent } from './counts-event.js';
import { LiveCounts } from './live-counts.js';
import { ApiCountsEvents } from './pokemon.openapi.js';

/** Characters that may wait for a client that doesn't read: minutes of changes, or some lists of all counts. */
const MAX_PENDING = 64 * 1024;

/** Tells the counts as they change. Of two segments, since a path of one belongs to a Pokémon. */
@ApiTags('pokemon')
@Controller('counts/events')
export class CountsEventsController {
  constructor(private readonly live: LiveCounts) {}

  @Sse('', { maxPendingDataLength: MAX_PENDING })
  @RouteConfig({ endless: true })
  @ApiCountsEvents()
  events(): Observable<CountsEvent> {
    return this.live.watch();
  }
}
