import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { ANSWER_LIMIT_MS, type DrainingServer } from './draining.server.js';
import { JSON_TYPE, toJson } from './json.js';
import { problemBody, problemTypeOf } from './problem.js';
import { formatResponse } from './raw-response.js';
import { readRawTarget, type RequestHead } from './raw-target.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** How long a refused client may go on sending before its connection is cut. */
const LINGER_MS = 1000;

/** Connections whose client was refused: the parser refuses each packet that follows, too. */
const refusedClients = new WeakSet<Duplex>();

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
 * Answers a request that Node's HTTP parser refused, so that no framework ever saw it, and closes the connection. Requests
 * before it on the same connection are answered first (RFC 9112, section 9.3.2).
 *
 * @param application answers nonetheless if raw bytes in the target were all that was wrong
 * @param server under the application
 */
export async function answerClientError(
  application: Pick<FastifyInstance, 'inject'>,
  server: DrainingServer,
  error: ClientError,
  socket: Duplex,
): Promise<void> {
  if (refusedClients.has(socket)) return;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  refusedClients.add(socket);
  cutAfter(ANSWER_LIMIT_MS, socket);
  await server.answered(socket);
  if (!socket.writable) return;
  const { code, rawPacket } = error;
  const head =
    code === 'HPE_INVALID_URL' && Buffer.isBuffer(rawPacket) ? readRawTarget(rawPacket) : undefined;
  const refused = () => refusal(statuses[code ?? ''] ?? 400);
  socket.end(head ? await answerOf(application, head).catch(refused) : refused());
  // Closing with unread input would reset the connection and could take the answer along: read on for a while.
  socket.resume();
  cutAfter(LINGER_MS, socket);
}

function cutAfter(milliseconds: number, socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), milliseconds);
  socket.once('close', () => clearTimeout(timer));
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
