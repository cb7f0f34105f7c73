import { request, visit } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService();

interface Page {
  statusCode: number;
  data: { name: string; type: string; count: number }[];
  next: string | null;
}

const list = async (query: string): Promise<Page> =>
  (await request(`${service.url}/?${query}`, { status: 200 })).body as Page;

describe('GET /', () => {
  it('lists all by name with their counts, and counts none', async () => {
    const visits = await visit(service.url, 'onix');
    const first = await list('');
    const { data } = await list('');
    expect(first.statusCode).toBe(200);
    expect(data).toHaveLength(151);
    expect(data.map(({ name }) => name)).toEqual(data.map(({ name }) => name).toSorted());
    expect(data.find(({ name }) => name === 'onix')).toEqual({ name: 'onix', type: 'roca', count: visits });
    expect(data.find(({ name }) => name === 'zubat')?.count).toBe(0);
  });

  it('goes on after a name until nothing follows', async () => {
    const names: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await list(`limit=50${next && `&after=${encodeURIComponent(next)}`}`);
      names.push(...page.data.map(({ name }) => name));
      next = page.next;
    }
    expect(names).toHaveLength(151);
    expect(new Set(names).size).toBe(151);
  });

  it('has null to continue after when the page is exactly full', async () => {
    expect((await list('limit=151')).next).toBeNull();
    expect((await list('limit=150')).next).not.toBeNull();
    expect(await list('after=zzz')).toEqual({ statusCode: 200, data: [], next: null });
  });

  it.each([
    'limit=',
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=1&limit=2',
    'after=',
    'after=%00',
    'after=%ff',
  ])('refuses ?%s', async (query) => {
    const { body } = await request(`${service.url}/?${query}`, { status: 400 });
    expect(body).toMatchObject({ error: { type: 'BAD_REQUEST' } });
  });

  it('ignores parameters that it does not know', async () => {
    expect((await list('page=2&limit=1')).data).toHaveLength(1);
  });
});
