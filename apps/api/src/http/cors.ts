import type { IncomingHttpHeaders } from 'node:http';

/**
 * The CORS headers of an answer (Fetch standard, "CORS protocol"), by names in lower case. Not by `enableCors`, since the
 * fast path writes them too.
 *
 * @param origins those that may read the answers; without any there are no such headers
 */
export function corsHeaders(
  origins: readonly string[],
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  if (origins.length === 0) return {};
  const { origin } = headers;
  const isPreflight = method === 'OPTIONS';
  const cors: Record<string, string> = {
    vary: isPreflight ? 'Origin, Access-Control-Request-Headers' : 'Origin',
  };
  if (origin !== undefined && origins.includes(origin)) cors['access-control-allow-origin'] = origin;
  cors['access-control-expose-headers'] = 'X-Request-Id,X-Degraded';
  if (!isPreflight) return cors;
  cors['access-control-allow-methods'] = 'GET,HEAD,OPTIONS';
  // Any header may be sent: the service reads few, and none that would grant anything.
  const wanted = headers['access-control-request-headers'];
  if (wanted !== undefined) cors['access-control-allow-headers'] = wanted;
  return cors;
}
