import { Controller, Sse } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Observable } from 'rxjs';
import type { CountsEvent } from './counts.event.js';
import { LiveCounts } from './live-counts.service.js';
import { ApiLiveCounts } from './pokemon.openapi.js';

/** Characters buffered for a client that doesn't read: minutes of changes, or a few lists of all counts. */
const MAX_PENDING = 64 * 1024;

/** Streams the counts as they change. The path has two segments, since every path of one belongs to a Pokémon. */
@ApiTags('pokemon')
@Controller('counts/events')
export class LiveCountsController {
  constructor(private readonly live: LiveCounts) {}

  @Sse('', { maxPendingDataLength: MAX_PENDING })
  @RouteConfig({ endless: true })
  @ApiLiveCounts()
  events(): Observable<CountsEvent> {
    return this.live.watch();
  }
}
