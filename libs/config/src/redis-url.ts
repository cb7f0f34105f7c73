import { type Endpoint, isHost } from './endpoint.js';

export interface RedisUrl {
  endpoint: Endpoint;
  database: number;
  username?: string;
  password?: string;
  /** `rediss://` was asked for. */
  encrypted: boolean;
}

/**
 * Reads `redis://[user:password@]host[:port][/database]` or `rediss://…`, as registered with IANA
 * (https://www.iana.org/assignments/uri-schemes/prov/redis), user and password percent-encoded; without the query that
 * some clients take options from.
 *
 * @returns undefined for anything else
 */
export function parseRedisUrl(value: string): RedisUrl | undefined {
  const text = value.trim();
  // `URL` would drop line breaks in the middle and escape spaces.
  if (/\s/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  const endpoint: Endpoint = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const database = /^\/?(\d{0,5})$/.exec(pathname)?.[1];
  const credentials = decodeCredentials(username, password);
  if (!['redis:', 'rediss:'].includes(protocol) || !isHost(endpoint.host) || endpoint.port === 0)
    return undefined;
  if (search !== '' || hash !== '' || database === undefined || !credentials) return undefined;
  return { endpoint, database: Number(database), ...credentials, encrypted: protocol === 'rediss:' };
}

/** @returns undefined for a malformed percent-encoding */
function decodeCredentials(
  username: string,
  password: string,
): Pick<RedisUrl, 'username' | 'password'> | undefined {
  try {
    return {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    };
  } catch {
    return undefined;
  }
}
