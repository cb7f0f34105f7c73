import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { JSON_TYPE, toJson } from './json.js';
import { problemBody, problemTypeOf } from './problem.js';
import { formatResponse } from './raw-response.js';
import { readRawTarget, type RequestHead } from './raw-target.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** How long a refused client may go on sending before its connection is cut. */
const LINGER_MS = 1000;

/** What Node's parser tells with its `clientError` event. */
interface ClientError extends NodeJS.ErrnoException {
  /** A Buffer of what arrived last, where there is one; Fastify's types say otherwise. */
  rawPacket?: unknown;
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const descriptions: Readonly<Record<number, string>> = {
  400: 'The request is not valid HTTP.',
  408: 'The request took too long to arrive.',
  413: 'The request is too large.',
  431: 'The address and headers of the request are too large.',
};

/**
 * Answers a request that Node's HTTP parser refused, so that no framework ever saw it, and closes the connection.
 *
 * @param application answers nonetheless if raw bytes in the target were all that was wrong
 */
export async function answerClientError(
  application: Pick<FastifyInstance, 'inject'>,
  error: ClientError,
  socket: Duplex,
): Promise<void> {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { code, rawPacket } = error;
  const head =
    code === 'HPE_INVALID_URL' && Buffer.isBuffer(rawPacket) ? readRawTarget(rawPacket) : undefined;
  const refused = () => refusal(statuses[code ?? ''] ?? 400);
  socket.end(head ? await answerOf(application, head).catch(refused) : refused());
  // Closing with unread input would reset the connection and could take the answer along: read on for a while.
  socket.resume();
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
}

async function answerOf(application: Pick<FastifyInstance, 'inject'>, head: RequestHead): Promise<Buffer> {
  const { statusCode, headers, rawPayload } = await application.inject(head);
  return formatResponse(statusCode, headers, rawPayload);
}

function refusal(statusCode: number): Buffer {
  const problem = { statusCode, type: problemTypeOf(statusCode), description: descriptions[statusCode]! };
  const body = Buffer.from(toJson(problemBody(problem)));
  const headers = {
    [REQUEST_ID_HEADER]: randomUUID(),
    'Content-Type': JSON_TYPE,
    'Cache-Control': 'no-store',
    'Content-Length': body.length,
    Date: new Date().toUTCString(),
  };
  return formatResponse(statusCode, headers, body);
}
