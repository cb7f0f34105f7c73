import { EventStream, request, visit as visitAt } from '@app/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService({ MAX_WATCHERS: '2' });
const streams: EventStream[] = [];

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.leave();
  await allHaveLeft();
});

const metrics = async () => (await request(`${service.metricsUrl}/metrics`)).text;
const allHaveLeft = () =>
  vi.waitFor(async () => {
    if (!(await metrics()).includes('live_counts_watchers 0')) throw new Error('somebody still follows');
  }, 10_000);
const visit = (name: string) => visitAt(service.url, name);

async function follow(): Promise<EventStream> {
  const stream = await EventStream.open(`${service.url}/counts/events`);
  streams.push(stream);
  return stream;
}

describe('GET /counts/events', () => {
  it('tells all counts first, and then only those that changed', async () => {
    await visit('mew');
    await visit('onix');
    const stream = await follow();
    const first = await stream.next();
    expect(first?.type).toBe('counts');
    expect(first?.data).toMatchObject({ mew: expect.any(Number) as number, onix: 1 });
    await visit('onix');
    expect(await stream.next()).toEqual({ type: 'changes', data: { onix: 2 } });
  });

  it('is not stored, not buffered by proxies, and carries a request id', async () => {
    const { headers } = (await follow()).response;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses clients over the limit with 503 in the envelope until one leaves', async () => {
    const [first] = [await follow(), await follow()];
    const { body, headers } = await request(`${service.url}/counts/events`, { status: 503 });
    expect(headers['retry-after']).toBe('5');
    expect(body).toMatchObject({ statusCode: 503, error: { type: 'SERVICE_UNAVAILABLE' } });
    first.leave();
    await vi.waitFor(() => follow(), 10_000);
  });

  it('answers HEAD at once', async () => {
    const { headers } = await request(`${service.url}/counts/events`, { method: 'HEAD', status: 200 });
    expect(headers['content-type']).toBe('text/event-stream');
  });

  it('hides no Pokémon, and leaves the durations of requests as they are', async () => {
    const { text } = await request(`${service.url}/counts`, { status: 404 });
    expect(text).toContain('No Pokémon is named counts');
    const stream = await follow();
    await stream.next();
    stream.leave();
    await allHaveLeft();
    expect(await metrics()).not.toContain('/counts/events');
  });
});
