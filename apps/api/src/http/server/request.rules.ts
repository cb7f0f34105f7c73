import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdOf, writeAnswer } from '../answer.js';
import { errorAnswer } from '../error.envelope.js';

/** A host and a port of RFC 3986, or nothing. Node joins two Host headers by a comma and a space, which no host has. */
const host = /^(?:\[[\da-fv.:]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/**
 * Answers what RFC 9112 wants refused but Node's parser lets through.
 *
 * @returns whether the request was refused
 */
export function refuseInvalid(request: IncomingMessage, response: ServerResponse): boolean {
  const fault = faultOf(request);
  if (fault === undefined) return false;
  const { headers } = request;
  writeAnswer(response, requestIdOf(headers), errorAnswer(400, fault, { connection: 'close' }));
  return true;
}

function faultOf({ httpVersion, headers }: IncomingMessage): string | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'A request line ends with HTTP/1.1 or HTTP/1.0.';
  // Section 3.2; HTTP/1.0 needs none.
  if (headers.host === undefined ? httpVersion === '1.1' : !host.test(headers.host))
    return 'An HTTP/1.1 request needs one valid Host header.';
  // Sections 6.1 and 6.3: where the body ends is not known otherwise.
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (httpVersion === '1.0' || coding.toLowerCase() !== 'chunked'))
    return 'The only transfer coding that is understood is chunked, in HTTP/1.1.';
  return undefined;
}
