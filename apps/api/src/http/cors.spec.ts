import { describe, expect, it } from 'vitest';
import { Cors } from './cors.js';

const ORIGIN = 'https://pokedex.example';
const cors = new Cors(['https://other.example', ORIGIN]);
const exposed = ['access-control-expose-headers', 'X-Request-Id,X-Degraded'];

describe('Cors', () => {
  it.each([
    [
      'GET from a configured origin',
      'GET',
      { origin: ORIGIN },
      [['vary', 'Origin'], ['access-control-allow-origin', ORIGIN], exposed],
    ],
    ['GET from another origin', 'GET', { origin: 'https://evil.example' }, [['vary', 'Origin'], exposed]],
    ['HEAD without an origin', 'HEAD', {}, [['vary', 'Origin'], exposed]],
    [
      'a preflight',
      'OPTIONS',
      { origin: ORIGIN, 'access-control-request-headers': 'X-A, x-b' },
      [
        ['vary', 'Origin, Access-Control-Request-Headers'],
        ['access-control-allow-origin', ORIGIN],
        exposed,
        ['access-control-allow-methods', 'GET,HEAD,OPTIONS'],
        ['access-control-allow-headers', 'X-A, x-b'],
      ],
    ],
  ])('has for %s what @fastify/cors would write, in its order', (_what, method, headers, lines) => {
    expect(Object.entries(cors.headersFor(method, headers))).toEqual(lines);
  });
});
