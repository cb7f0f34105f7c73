import { RawConnection, request } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService();

const sendRaw = (bytes: string) => RawConnection.exchange(service.port, bytes);

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

describe('malformed requests', () => {
  it('a request without Host gets 400 in the envelope and a closed connection', async () => {
    const { status, head, body } = await sendRaw('GET /charmander HTTP/1.1\r\n\r\n');
    expect(status).toBe(400);
    expect(head).toMatch(/^Connection: close$/im);
    expect(JSON.parse(body)).toMatchObject({ error: { type: 'BAD_REQUEST' } });
  });

  it('a target that is no path gets 404 with the headers of every answer', async () => {
    const { status, head } = await sendRaw('GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(status).toBe(404);
    expect(head).toMatch(/^x-request-id: [0-9a-f-]{36}$/im);
    expect(head).toMatch(/^cache-control: no-store$/im);
  });

  it('a path that leads out of the documentation gets 404', async () => {
    const { status } = await sendRaw(
      'GET /docs/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(status).toBe(404);
  });

  it('HTTP/1.0 needs no Host', async () => {
    expect((await sendRaw('GET /version HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});
