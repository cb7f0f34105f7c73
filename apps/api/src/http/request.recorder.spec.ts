import type { PinoLogger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import { expect, it, vi } from 'vitest';
import { RequestRecorder } from './request.recorder.js';

const request = {
  requestId: 'r1',
  method: 'GET',
  url: '/mew?a=b',
  route: '/:name',
  status: 200,
  ms: 20.00049,
};

function create({ logRequests }: { logRequests: boolean }) {
  const registry = new Registry();
  const info = vi.fn<(fields: object, message: string) => void>();
  const logger = {
    logger: {
      child: (bound: object) => ({
        info: (fields: object, message: string) => info({ ...bound, ...fields }, message),
      }),
    },
  } as unknown as PinoLogger;
  return { registry, info, recorder: new RequestRecorder(registry, { logRequests }, logger) };
}

it('measures requests by route, and exposes the expected answers before there are any', async () => {
  const { registry, info, recorder } = create({ logRequests: false });
  recorder.expect('GET', '/:name', 200, 503);
  recorder.record({ ...request, ms: 20 });
  recorder.record({ ...request, route: undefined });
  const lines = (await registry.metrics()).split('\n').filter((line) => /_(sum|count)\{/.test(line));
  const name = 'http_request_duration_seconds';
  expect(lines).toEqual([
    `${name}_sum{method="GET",route="/:name",status="200"} 0.02`,
    `${name}_count{method="GET",route="/:name",status="200"} 1`,
    `${name}_sum{method="GET",route="/:name",status="503"} 0`,
    `${name}_count{method="GET",route="/:name",status="503"} 0`,
  ]);
  expect(info).not.toHaveBeenCalled();
});

it('logs each request under LOG_REQUESTS, to the microsecond', () => {
  const { info, recorder } = create({ logRequests: true });
  recorder.record(request);
  recorder.record({ ...request, route: undefined });
  const { route: _, ...fields } = { ...request, context: 'http', ms: 20 };
  expect(info.mock.calls).toEqual([
    [fields, 'request'],
    [fields, 'request'],
  ]);
});
