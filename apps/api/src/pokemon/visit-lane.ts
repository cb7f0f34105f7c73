import type { IncomingMessage, ServerResponse } from 'node:http';
import { RowCache } from '@app/cache';
import { Counter } from '@app/counter';
import { ShutdownState } from '@app/health';
import { HttpMetrics } from '@app/observability';
import { Injectable } from '@nestjs/common';
import { sendPlain } from '../http/plain-answer.js';
import { loggedProblemOf } from '../http/problem-of.js';
import { problemBody } from '../http/problem.js';
import { requestIdOf } from '../http/request-id.js';
import { isPlainName } from './pokemon-name.js';
import { VISIT_ROUTE } from './pokemon.controller.js';
import type { PokemonEntity } from './pokemon.entity.js';

/**
 * Answers the common visit ahead of the framework, at little over half its cost: `GET` of a plain name whose row this
 * process knows. Everything else is left to the routes, which answer such a visit in the same way.
 */
@Injectable()
export class VisitLane {
  constructor(
    private readonly rows: RowCache,
    private readonly counter: Counter,
    private readonly shutdown: ShutdownState,
    private readonly metrics: HttpMetrics,
  ) {}

  /** @returns whether the request is answered here */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (!isCommon(request) || this.shutdown.isShuttingDown) return false;
    const row = this.rows.known<PokemonEntity>(request.url!.slice(1));
    if (!row) return false;
    void this.answer(row, request, response);
    return true;
  }

  private async answer(
    { name, type }: PokemonEntity,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const startedAt = performance.now();
    const requestId = requestIdOf(request.headers);
    let statusCode = 200;
    try {
      const count = await this.counter.visit(name);
      const headers = count === null ? { 'X-Degraded': 'counter' } : undefined;
      sendPlain(response, {
        statusCode,
        requestId,
        body: { statusCode, data: { name, type, count } },
        headers,
      });
    } catch (error) {
      const problem = loggedProblemOf(error, requestId);
      ({ statusCode } = problem);
      sendPlain(response, { ...problem, requestId, body: problemBody(problem) });
    }
    this.metrics.observe('GET', VISIT_ROUTE, statusCode, performance.now() - startedAt);
  }
}

/** No query, nothing encoded, no body. */
function isCommon({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    isPlainName(url!.slice(1)) &&
    headers.host !== undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}
