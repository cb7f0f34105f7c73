import type { IncomingHttpHeaders } from 'node:http';

type Headers = Readonly<Record<string, string>>;

const exposed = { 'access-control-expose-headers': 'X-Request-Id,X-Degraded' };
const unreadable: Headers = { vary: 'Origin', ...exposed };

/**
 * The CORS headers of answers (Fetch standard, "CORS protocol"), by names in lower case. Not by `enableCors`, since the
 * fast path writes them too.
 */
export class Cors {
  private readonly readable: ReadonlyMap<string | undefined, Headers>;

  constructor(origins: readonly string[]) {
    this.readable = new Map(
      origins.map((origin) => [
        origin,
        { vary: 'Origin', 'access-control-allow-origin': origin, ...exposed },
      ]),
    );
  }

  headersFor(method: string, headers: IncomingHttpHeaders): Headers {
    const cors = this.readable.get(headers.origin) ?? unreadable;
    return method === 'OPTIONS' ? preflight(cors, headers) : cors;
  }
}

function preflight(cors: Headers, headers: IncomingHttpHeaders): Headers {
  // Any header may be sent: the service reads few, and none that would grant anything.
  const wanted = headers['access-control-request-headers'];
  return {
    ...cors,
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-methods': 'GET,HEAD,OPTIONS',
    ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
  };
}
