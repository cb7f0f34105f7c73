import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { formatAnswer, formatResponse, writeAnswer } from '../answer.js';
import { errorAnswer } from '../error.envelope.js';
import { ANSWER_LIMIT_MS, type DrainingServer } from './draining.server.js';

/** How long a refused client may go on sending before its connection is cut. */
const LINGER_MS = 1000;

/** Connections whose client was refused: the parser refuses every packet that follows, too. */
const refusedClients = new WeakSet<Duplex>();

/** The error of Node's `clientError` event. */
interface ClientError extends NodeJS.ErrnoException {
  /** A Buffer of what arrived last, where there is one; Fastify's types differ. */
  rawPacket?: unknown;
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const descriptions: Readonly<Record<number, string>> = {
  400: 'The request is not valid HTTP.',
  408: 'The request took too long to arrive.',
  414: 'The address is too long.',
  431: 'The address and headers of the request are too large.',
};

/** Answers an `Expect` header other than `100-continue` (RFC 9110, section 10.1.1), which Node keeps from Fastify. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const description = 'Only the expectation 100-continue can be met.';
  writeAnswer(request, response, errorAnswer(417, description, { connection: 'close' }));
}

/**
 * Answers a request that Node's HTTP parser refused, so that Fastify never saw it, and closes the connection. Requests
 * before it on the same connection are answered first (RFC 9112, section 9.3.2); a fault in the body of a request, which
 * has its one answer by its head, only closes the connection.
 *
 * @param application answers nonetheless if raw bytes in the target were all that was wrong
 * @param server under the application
 */
export async function answerRefusedRequest(
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
  const isOfBody = server.isReceivingBody(socket);
  await server.answered(socket);
  if (!socket.writable) return;
  const { code, rawPacket } = error;
  const head =
    code === 'HPE_INVALID_URL' && Buffer.isBuffer(rawPacket) ? readRawTarget(rawPacket) : undefined;
  const isLong = Buffer.isBuffer(rawPacket) && longTarget.test(rawPacket.toString('latin1'));
  const statusCode = isLong ? 414 : (statuses[code ?? ''] ?? 400);
  const refused = () => formatAnswer(randomUUID(), errorAnswer(statusCode, descriptions[statusCode]!));
  if (isOfBody) socket.end();
  else socket.end(head ? await answerOf(application, head).catch(refused) : refused());
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
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    name === 'connection' ? [] : [value].flat().flatMap((one) => [name, String(one)]),
  );
  return formatResponse(statusCode, lines, rawPayload);
}

/** The head of a request whose target held raw bytes over 127, which are percent-encoded now. */
interface RequestHead {
  method: 'GET' | 'HEAD';
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
}

/** At least one raw byte is needed: a packet whose first request has none was refused for a later one. */
const requestLine = /^(GET|HEAD) (\/[\x21-\x7e]*[\x80-\xff][\x21-\x7e\x80-\xff]*) HTTP\/1\.[01]$/;
/** More than the 8000 octets that are to be understood (RFC 9112, section 3). */
const longTarget = /^[A-Z]+ \S{8001}/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;

/**
 * Reads the head of a request with raw bytes over 127 in its target. RFC 3986 allows none and Node's parser refuses them,
 * but curl and scripts send what they are given.
 *
 * @returns undefined unless the packet begins with the whole head of such a request, and nothing else is wrong with it
 */
function readRawTarget(packet: Buffer): RequestHead | undefined {
  const end = packet.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first, ...lines] = packet.toString('latin1', 0, end).split('\r\n');
  const request = requestLine.exec(first!);
  if (!request) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const header = headerLine.exec(line);
    if (!header) return undefined;
    headers[header[1]!.toLowerCase()] = header[2]!;
  }
  const url = request[2]!.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  return { method: request[1] as 'GET' | 'HEAD', url, headers };
}
