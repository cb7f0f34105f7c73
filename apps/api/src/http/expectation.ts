import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendPlain } from './plain-answer.js';
import { problemBody } from './problem.js';
import { requestIdOf } from './request-id.js';

const statusCode = 417;
const body = problemBody({
  statusCode,
  type: 'BAD_REQUEST',
  description: 'Only the expectation 100-continue can be met.',
});

/** Answers an `Expect` header other than `100-continue` (RFC 9110, section 10.1.1), which Node keeps from the framework. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const requestId = requestIdOf(request.headers);
  sendPlain(response, { statusCode, requestId, body, headers: { Connection: 'close' } });
}
