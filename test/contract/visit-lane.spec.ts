import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startProfile } from '../../apps/api/src/testing/running-service.js';

let service: RunningService;

beforeAll(async () => {
  service = await startProfile({});
  // From now on the process knows the row.
  await visit('/mew');
});
afterAll(() => service.close());

const visit = (path: string, headers: Record<string, string> = {}) =>
  fetch(service.url + path, { headers: { 'X-Request-Id': 'same', ...headers } });

async function countOf(response: Response): Promise<number> {
  return ((await response.json()) as { data: { count: number } }).data.count;
}

async function headersOf(path: string) {
  const {
    date: _date,
    'content-length': _length,
    ...headers
  } = Object.fromEntries((await visit(path)).headers);
  return headers;
}

/** By a plain name a visit goes ahead of the framework; with a query, or in another case, it does not. */
describe('a visit ahead of the framework', () => {
  it('is answered with the same headers as through the framework', async () => {
    expect(await headersOf('/mew')).toEqual(await headersOf('/MEW'));
  });

  it('counts on with visits through the framework', async () => {
    const first = await countOf(await visit('/mew'));
    expect(await countOf(await visit('/mew?a=b'))).toBe(first + 1);
    expect(await countOf(await visit('/mew'))).toBe(first + 2);
  });

  it('repeats a harmless request id and no other', async () => {
    expect((await visit('/mew', { 'X-Request-Id': 'a b' })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});
