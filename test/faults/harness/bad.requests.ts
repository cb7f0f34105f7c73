import * as fc from 'fast-check';

/** Any bytes, as characters up to U+00FF. */
const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString('latin1'));

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('GET') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'QUERY'),
  },
  { weight: 1, arbitrary: bytes(8) },
);

const encodedName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(encodeURIComponent),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((name) => Buffer.from(name).toString('latin1')),
  fc
    .uint8Array({ maxLength: 12 })
    .map((name) => [...name].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  fc.constantFrom(
    'charmander',
    'CHARMANDER',
    'charm%C3%A1nder',
    '%',
    '%zz',
    '%c3',
    '%00',
    '..',
    '.',
    '%2e%2e',
    '__proto__',
    'constructor',
    '%ef%bb%bfmew',
    'mew%0d%0aX: y',
  ),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'a'.repeat(length)),
);

const path = fc.oneof(
  { weight: 6, arbitrary: encodedName.map((name) => `/${name}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('limit', 'after', 'x', '%'), encodedName)
      .map(([key, value]) => `/?${key}=${value}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/',
      '//',
      '*',
      'http://x/mew',
      '/a/b',
      '/health/live',
      '/version',
      '/openapi.json',
      '/docs/',
      '/docs/../../etc/passwd',
      '/docs/%2e%2e%2fpackage.json',
      '/healthz',
      '',
    ),
  },
  { weight: 1, arbitrary: bytes(30) },
);

const version = fc.oneof(
  { weight: 9, arbitrary: fc.constant('HTTP/1.1') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.9', 'http/1.1', 'HTTP', ''),
  },
);

const header = fc.oneof(
  fc.constantFrom(
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Connection: close',
    'Connection: upgrade\r\nUpgrade: websocket',
    'Expect: 100-continue',
    'Expect: a miracle',
    'Content-Type: application/json',
    'Content-Type: \x00',
    'Host: other',
    'Host:',
    'X-Request-Id: mine',
    'X-Request-Id: \xff',
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Accept-Encoding: br;q=2',
    'Origin: null',
    ' folded: line',
    ': nameless',
    'colonless',
  ),
  fc.tuple(bytes(12), bytes(40)).map(([name, value]) => `${name}: ${value}`),
  fc.integer({ min: 1, max: 40_000 }).map((length) => `X-Long: ${'x'.repeat(length)}`),
  fc.integer({ min: 1, max: 3000 }).map((times) => 'X-Many: y\r\n'.repeat(times) + 'X-Last: z'),
);

const body = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '{"a":', '5;x=y\r\nhel'),
  },
  { weight: 1, arbitrary: bytes(200) },
);

const lineEnd = fc.oneof(
  { weight: 9, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constant('\n') },
);

const request = fc
  .record({
    method,
    path,
    version,
    host: fc.oneof(
      { weight: 9, arbitrary: fc.constant(['Host: x']) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    headers: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(header, { maxLength: 4 }) },
    ),
    body,
    lineEnd,
  })
  .map((part) =>
    [`${part.method} ${part.path} ${part.version}`, ...part.host, ...part.headers, '', part.body].join(
      part.lineEnd,
    ),
  );

/** What one connection sends: requests one behind the other, whole or broken off, and at which byte it pauses. */
export interface Conversation {
  requests: string[];
  /** Part of the bytes that are sent before a pause of one turn, from 0 to 1. */
  pauseAt: number;
  /** Part of the bytes that are sent at all. */
  breakOffAt: number;
}

export const conversation: fc.Arbitrary<Conversation> = fc.record({
  requests: fc.oneof(
    { weight: 3, arbitrary: fc.array(request, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(request, { minLength: 2, maxLength: 8 }) },
  ),
  pauseAt: fc.double({ min: 0, max: 1, noNaN: true }),
  breakOffAt: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
});
