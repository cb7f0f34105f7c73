import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Name of the header in requests and answers. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's request id if it is harmless to repeat in headers and logs, else a new UUID. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}
