import type { IncomingHttpHeaders } from 'node:http';
import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';

type Headers = Readonly<Record<string, string>>;

const none: Headers = {};
const exposed = { 'access-control-expose-headers': 'X-Request-Id,X-Degraded' };

/**
 * The CORS headers of answers (Fetch standard, "CORS protocol"), by names in lower case. Not by `enableCors`, since the
 * fast path writes them too. Without configured origins there are none.
 */
@Injectable()
export class Cors {
  private readonly unreadable: Headers;
  private readonly readable: ReadonlyMap<string | undefined, Headers>;

  constructor(@Inject(SERVICE_SETTINGS) { corsOrigins: origins }: Pick<ServiceSettings, 'corsOrigins'>) {
    this.unreadable = origins.length === 0 ? none : { vary: 'Origin', ...exposed };
    this.readable = new Map(
      origins.map((origin) => [
        origin,
        { vary: 'Origin', 'access-control-allow-origin': origin, ...exposed },
      ]),
    );
  }

  headersFor(method: string, headers: IncomingHttpHeaders): Headers {
    const cors = this.readable.get(headers.origin) ?? this.unreadable;
    return method === 'OPTIONS' && cors !== none ? preflight(cors, headers) : cors;
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
