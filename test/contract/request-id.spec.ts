import { request } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService();

describe('X-Request-Id', () => {
  it.each(['/charmander', '/missingno', '/%00', '/%ff', '/a/b', '/health/live'])(
    'is repeated on %s if it is harmless',
    async (path) => {
      const { headers } = await request(service.url + path, { headers: { 'X-Request-Id': 'trace_1.2-3' } });
      expect(headers['x-request-id']).toBe('trace_1.2-3');
    },
  );

  it.each(['has space', 'x'.repeat(129), '<script>'])('is replaced where it is %j', async (id) => {
    const { headers } = await request(`${service.url}/version`, { headers: { 'X-Request-Id': id } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });
});
