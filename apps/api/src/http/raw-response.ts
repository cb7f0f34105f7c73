import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';

/** Writes a whole HTTP/1.1 response, for a connection that the HTTP server has given up. It says that it closes it. */
export function formatResponse(statusCode: number, headers: OutgoingHttpHeaders, body: Buffer): Buffer {
  const lines = Object.entries({ ...headers, connection: 'close' }).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  const head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
