import { isIPv6 } from 'node:net';

/** A server of a store: `host` is a name or an address (IPv6 without brackets). */
export interface Endpoint {
  host: string;
  port: number;
}

/** Whether a text is a host name, an IPv4 address or an IPv6 address without brackets. */
export function isHost(value: string): boolean {
  return /^[A-Za-z0-9._-]{1,253}$/.test(value) || isIPv6(value);
}

/**
 * Reads `host` or `host:port`; an IPv6 address stands in brackets (RFC 3986, section 3.2.2).
 *
 * @returns undefined for anything else, a port outside 1 to 65535 included
 */
export function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  const match = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const { address, name, port = defaultPort } = match?.groups ?? {};
  const host = address ?? name;
  const number = Number(port);
  if (host === undefined || !isHost(host) || isIPv6(host) !== (address !== undefined)) return undefined;
  return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}
