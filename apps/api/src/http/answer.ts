import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Media type of all JSON that the service returns. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers are not stored, and are nothing but data to a browser (OWASP, "REST Security Cheat Sheet"). */
const dataHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Swagger UI runs its own scripts and pictures, and has styles within its page. */
const docsHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

const docsPath = /^\/docs(?![^/?#])/;
const acceptableId = /^[A-Za-z0-9._-]{1,128}$/;

/** A whole answer but for the headers that every answer carries; `headers` are in lower case. */
export interface Answer {
  statusCode: number;
  headers?: Readonly<Record<string, string>>;
  /** Printed as JSON. */
  body: unknown;
}

/** Prints JSON as the contract has it: four spaces, no newline at the end. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}

/** The caller's request id if it is harmless to repeat in headers and logs, else a new UUID. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
}

/** The headers of every answer to a request, whatever else it turns out to be. */
export function commonHeaders(requestId: string, url = '/'): Record<string, string> {
  return { 'x-request-id': requestId, ...(docsPath.test(url) ? docsHeaders : dataHeaders) };
}

/** Sends an answer through Fastify; to HEAD its headers alone. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): void {
  const { statusCode, headers, body } = answer;
  void reply
    .code(statusCode)
    // Fastify may have refused the request before any hook of ours set these.
    .headers({ ...commonHeaders(request.id), ...headers, 'content-type': JSON_TYPE })
    .send(request.method === 'HEAD' ? undefined : toJson(body));
}

/**
 * Writes an answer where no framework does, byte for byte as `sendAnswer` would.
 *
 * @param leading headers that stand before those of every answer
 * @returns the request id
 */
export function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  leading?: Readonly<Record<string, string>>,
  requestId = requestIdOf(request.headers),
): string {
  const text = toJson(answer.body);
  response.writeHead(answer.statusCode, headerLines(requestId, answer, text, leading)).end(text);
  return requestId;
}

/** Formats an answer for a connection that the HTTP server has given up, and that is closed after it. */
export function formatAnswer(requestId: string, answer: Answer): Buffer {
  const text = toJson(answer.body);
  const lines = headerLines(requestId, answer, text);
  return formatResponse(answer.statusCode, [...lines, 'date', new Date().toUTCString()], Buffer.from(text));
}

/**
 * Formats a whole HTTP/1.1 response.
 *
 * @param headers names and values by turns; `connection: close` is added
 */
export function formatResponse(statusCode: number, headers: readonly string[], body: Buffer): Buffer {
  let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n`;
  for (let index = 0; index < headers.length; index += 2)
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return Buffer.concat([Buffer.from(`${head}connection: close\r\n\r\n`, 'latin1'), body]);
}

const dataLines = Object.entries(dataHeaders).flat();

/** Names and values by turns, which Node writes as they are. */
function headerLines(
  requestId: string,
  { headers }: Answer,
  text: string,
  leading?: Readonly<Record<string, string>>,
): string[] {
  const lines: string[] = [];
  for (const name in leading) lines.push(name, leading[name]!);
  lines.push('x-request-id', requestId, ...dataLines);
  for (const name in headers) lines.push(name, headers[name]!);
  lines.push('content-type', JSON_TYPE, 'content-length', String(Buffer.byteLength(text)));
  return lines;
}
