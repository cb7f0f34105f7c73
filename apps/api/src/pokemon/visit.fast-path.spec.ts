import type { AddressInfo } from 'node:net';
import { readSettings } from '@app/config';
import { Counter } from '@app/counter';
import { StoreUnavailableError } from '@app/stores';
import { RawConnection } from '@app/testing';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../app.module.js';
import { RequestRecorder } from '../http/request.recorder.js';
import type { DrainingServer } from '../http/server/draining.server.js';
import { VisitFastPath } from './visit.fast-path.js';

const ORIGIN = 'https://pokedex.example';
const KNOWN = ['charmander', 'mew', 'nidoran-f'];
const REQUESTS = 500;

type Outcome = 'number' | 'null' | 'unavailable' | 'fault';

interface Exchange {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  outcome: Outcome;
}

const oftenOf = <Value>(often: Value, ...others: Value[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(often) }, fc.constantFrom(...others));

const header = (name: string, ...values: string[]) =>
  fc.option(
    fc.constantFrom(...values).map((value): [string, string] => [name, value]),
    { nil: undefined },
  );

const target = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KNOWN.map((name) => `/${name}`)) },
  fc.constantFrom('/MEW', '/Charmander', '/%6dew', '/mew?a=b', '/mew?', '/mew#a', '/mew;a', '*mew', '*'),
  fc.constantFrom('/missingno', '/nidoran%E2%99%80', '/mew/', '//mew', '/a/b', '/-mew', '/%ff', '/%00', '/7'),
  fc.constantFrom(
    '/',
    '/?limit=1',
    '/?limit=0',
    '/docs',
    '/docsis',
    '/version',
    '/constructor',
    '/__proto__',
  ),
  fc.stringMatching(/^[a-z0-9-]{1,34}$/).map((name) => `/${name}`),
);

const exchange: fc.Arbitrary<Exchange> = fc.record({
  method: oftenOf('GET', 'HEAD', 'OPTIONS', 'POST'),
  target,
  version: oftenOf('1.1', '1.0'),
  headers: fc
    .tuple(
      oftenOf<[string, string] | undefined>(['Host', 'localhost'], undefined),
      header('X-Request-Id', 'mine', 'a b', 'x'.repeat(129)),
      header('Origin', ORIGIN, 'https://evil.example', ''),
      header('Connection', 'close', 'keep-alive'),
      header('Accept', '*/*', 'text/html'),
      header('Access-Control-Request-Headers', 'X-A, x-b'),
      oftenOf<[string, string] | undefined>(undefined, ['Content-Length', '0']),
    )
    .map((headers) => headers.filter((one) => one !== undefined)),
  outcome: oftenOf<Outcome>('number', 'null', 'unavailable', 'fault'),
});

/** A service on the embedded stores, whose counter can be made to fail. */
async function start(environment: NodeJS.ProcessEnv, { fastPath }: { fastPath: boolean }) {
  const app = await createApp(
    readSettings({ LOG_LEVEL: 'silent', DATA_DIR: '/dev/null/none', ...environment }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const server = app.getHttpServer() as unknown as DrainingServer;
  if (!fastPath) server.offerFirst(() => false);
  const counter = app.get(Counter);
  const visit = counter.visit.bind(counter);
  let outcome: Outcome = 'number';
  vi.spyOn(counter, 'visit').mockImplementation(async (name) => {
    if (outcome === 'unavailable') throw new StoreUnavailableError('redis', 'the test wants it so');
    if (outcome === 'fault') throw new Error('the test wants it so');
    return outcome === 'null' ? null : visit(name);
  });
  const record = vi.spyOn(app.get(RequestRecorder), 'record');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    async answer({ method, target: path, version, headers, outcome: next }: Exchange): Promise<string> {
      outcome = next;
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      // The second request ends the connection, if the first leaves it open.
      const bytes =
        `${method} ${path} HTTP/${version}\r\n${lines}\r\n` +
        'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
      const { head, body } = await RawConnection.exchange(port, bytes);
      return masked(`${head}\r\n\r\n${body}`);
    },
    recorded: () =>
      record.mock.calls
        .map(([request]) => masked(JSON.stringify({ ...request, ms: 0 })))
        .toSorted((a, b) => a.localeCompare(b)),
    close: () => app.close(),
  };
}

/** Masks what differs from one answer to the next: the time, and ids that the service made. */
function masked(text: string): string {
  return text.replace(/^date: .*$/gim, 'date').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid');
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the fast path', () => {
  it.each([
    ['without CORS', {}],
    ['with CORS', { CORS_ORIGINS: `${ORIGIN},https://other.example` }],
  ])('writes, measures and logs the same as the routes, byte for byte, %s', async (_how, environment) => {
    const take = vi.spyOn(VisitFastPath.prototype, 'take');
    const [fast, slow] = [
      await start(environment, { fastPath: true }),
      await start(environment, { fastPath: false }),
    ];
    const warmUp = KNOWN.map((name): Exchange => ({
      method: 'GET',
      target: `/${name}`,
      version: '1.0',
      headers: [],
      outcome: 'number',
    }));
    let readable = false;
    for (const one of [...warmUp, ...fc.sample(exchange, { numRuns: REQUESTS, seed: 151 })]) {
      const [actual, expected] = await Promise.all([fast.answer(one), slow.answer(one)]);
      expect({ ...one, answer: actual }).toEqual({ ...one, answer: expected });
      readable ||= /^access-control-/im.test(actual);
    }
    expect(readable).toBe('CORS_ORIGINS' in environment);
    const taken = take.mock.results.filter(({ value }) => value === true).length;
    expect(taken).toBeGreaterThan(REQUESTS / 10);
    await Promise.all([fast.close(), slow.close()]);
    expect(fast.recorded()).toEqual(slow.recorded());
  });
});
