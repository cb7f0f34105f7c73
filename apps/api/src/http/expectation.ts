import type { IncomingMessage, ServerResponse } from 'node:http';
import { JSON_TYPE, toJson } from './json.js';
import { problemBody } from './problem.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/** Answers an `Expect` header other than `100-continue` (RFC 9110, section 10.1.1), which Node keeps from the framework. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const problem = {
    statusCode: 417,
    type: 'BAD_REQUEST',
    description: 'Only the expectation 100-continue can be met.',
  } as const;
  const body = toJson(problemBody(problem));
  response
    .writeHead(problem.statusCode, {
      [REQUEST_ID_HEADER]: requestIdOf(request.headers),
      'Content-Type': JSON_TYPE,
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    })
    .end(body);
}
