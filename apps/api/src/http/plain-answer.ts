import type { ServerResponse } from 'node:http';
import { JSON_TYPE, toJson } from './json.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { dataHeaders } from './security-headers.js';

const common = [...Object.entries(dataHeaders), ['Content-Type', JSON_TYPE]].flat();

/** What is answered beside the headers that every answer of data carries. */
interface PlainAnswer {
  statusCode: number;
  requestId: string;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** Answers with JSON where no framework does it. */
export function sendPlain(response: ServerResponse, answer: PlainAnswer): void {
  const { statusCode, requestId, body, headers } = answer;
  const text = toJson(body);
  // A flat list of names and values: Node writes it as it is.
  const lines = [...common, REQUEST_ID_HEADER, requestId, 'Content-Length', String(Buffer.byteLength(text))];
  if (headers) lines.push(...Object.entries(headers).flat());
  response.writeHead(statusCode, lines).end(text);
}
