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
export function parseEndpoint(item: string, defaultPort: number): Endpoint | undefined {
  const match = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(item);
  const { address, name, port = defaultPort } = match?.groups ?? {};
  const host = address ?? name;
  const number = Number(port);
  if (host === undefined || !isHost(host) || isIPv6(host) !== (address !== undefined)) return undefined;
  return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

/**
 * Reads `redis://[user:password@]host[:port][/database]` or `rediss://…`, as registered with IANA
 * (https://www.iana.org/assignments/uri-schemes/prov/redis), user and password percent-encoded; without the query that
 * some clients take options from.
 *
 * @returns undefined for anything else
 */
export function parseRedisUrl(value: string) {
  const text = value.trim();
  // `URL` would drop line breaks in the middle and escape spaces.
  if (/\s/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  const endpoint: Endpoint = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const database = /^\/?(\d{0,5})$/.exec(pathname)?.[1];
  if (!['redis:', 'rediss:'].includes(protocol) || !isHost(endpoint.host) || endpoint.port === 0)
    return undefined;
  if (search !== '' || hash !== '' || database === undefined) return undefined;
  try {
    const credentials = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    return { endpoint, database: Number(database), ...credentials, encrypted: protocol === 'rediss:' };
  } catch {
    // A malformed percent-encoding.
    return undefined;
  }
}
