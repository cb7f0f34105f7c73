import { request } from '@app/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Gateway } from './harness/gateway.js';

const HOST = 'staging.minipokedex.example.org';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.open('staging', HOST);
  const answers = async () => expect((await gateway.ask('/health/ready')).status).toBe(200);
  await vi.waitFor(answers, { timeout: 30_000, interval: 200 });
});

const countOf = (text: string) => (JSON.parse(text) as { data: { count: number } }).data.count;

describe('staging, through Traefik and the Gateway of deploy/flux', () => {
  it('answers a visit byte for byte', async () => {
    const { status, headers, text } = await gateway.ask('/charmander');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const body = { statusCode: 200, data: { name: 'charmander', type: 'fuego', count: countOf(text) } };
    expect(text).toBe(JSON.stringify(body, undefined, 4));
  });

  it('answers HEAD without a body, and counts one visit a GET', async () => {
    const before = countOf((await gateway.ask('/ditto')).text);
    expect(await gateway.ask('/ditto', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(countOf((await gateway.ask('/ditto')).text)).toBe(before + 1);
  });

  it.each([
    ['/missingno', 'GET', 404, 'RESOURCE_NOT_FOUND'],
    ['/charmander', 'POST', 405, 'NOT_ALLOWED'],
  ])('answers %s to %s with %i, in its own words', async (path, method, status, type) => {
    const answer = await gateway.ask(path, { method });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ statusCode: status, error: { type } });
  });

  it("keeps the visitor's request id", async () => {
    const { headers } = await gateway.ask('/charmander', { headers: { 'x-request-id': 'a-visitor.1' } });
    expect(headers['x-request-id']).toBe('a-visitor.1');
  });

  it.each(['/health', '/healthz', '/%68ealth', '/health?verbose'])('shows nobody %s', async (path) => {
    const { status, text } = await gateway.ask(path);
    expect(status).toBe(404);
    expect(text).not.toContain('mysql');
  });

  it('redirects HTTP to HTTPS', async () => {
    // Traefik takes up a route a few seconds after it was made.
    const { headers } = await vi.waitFor(
      () => request(`${gateway.httpUrl}/charmander?a=b`, { status: 301 }),
      { timeout: 30_000, interval: 200 },
    );
    expect(headers['location']).toMatch(/^https:\/\/127\.0\.0\.1\/charmander\?a=b$/);
  });

  it('answers no other host', async () => {
    expect((await gateway.ask('/charmander', { headers: { host: 'other.example.org' } })).status).toBe(404);
  });
});
