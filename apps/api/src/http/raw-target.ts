/** The head of a request whose target held raw bytes over 127, which are percent-encoded now. */
export interface RequestHead {
  method: 'GET' | 'HEAD';
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
}

/** With one raw byte at least: a packet whose first request has none was refused for a later one. */
const requestLine = /^(GET|HEAD) (\/[\x21-\x7e]*[\x80-\xff][\x21-\x7e\x80-\xff]*) HTTP\/1\.[01]$/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;

/**
 * Reads the head of a request with raw bytes over 127 in its target, which curl and scripts send as they are given
 * them, though RFC 3986 allows none and Node's parser refuses them.
 *
 * @param packet as the parser was given it
 * @returns undefined unless the packet begins with the whole head of such a request, and nothing else is wrong with it
 */
export function readRawTarget(packet: Buffer): RequestHead | undefined {
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
  return { method: request[1] as 'GET' | 'HEAD', url: encodeRawBytes(request[2]!), headers };
}

function encodeRawBytes(target: string): string {
  return target.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
