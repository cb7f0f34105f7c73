import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { OtlpReceiver, ServiceProcess, temporaryFolder } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

let folder: string;
let receiver: OtlpReceiver;
let service: ServiceProcess | undefined;

beforeEach(async () => {
  folder = temporaryFolder(onTestFinished);
  receiver = await OtlpReceiver.start();
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = undefined;
  await receiver.stop();
});

async function start(environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
  service = await ServiceProcess.start({ DATA_DIR: folder, LOG_FORMAT: 'json', ...environment });
  return service;
}

async function end(): Promise<{ code: number | null; lines: Record<string, unknown>[]; ms: number }> {
  const startedAt = performance.now();
  const { code, output } = await service!.end('SIGTERM');
  const lines = output.trim().split('\n');
  return {
    code,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    ms: performance.now() - startedAt,
  };
}

/** Visits as part of a trace. */
async function visitWithin(trace: string, flags: '00' | '01'): Promise<void> {
  const headers = { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-${flags}` };
  expect((await fetch(`${service!.url}/charmander`, { headers })).status).toBe(200);
}

/** Whether a visited service read a variable that OpenTelemetry's SDK alone knows. */
async function readsSettingsOfTheSdk(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const report = join(folder, 'variables');
  await start({
    NODE_OPTIONS: `--require=${join(process.cwd(), 'libs/testing/src/service/list-variables.cjs')}`,
    VARIABLES_FILE: report,
    ...environment,
  });
  await service!.visit('charmander');
  expect((await end()).code).toBe(0);
  return (await readFile(report, 'utf8')).split('\n').includes('OTEL_BSP_SCHEDULE_DELAY');
}

describe('the SDK of OpenTelemetry', () => {
  it('is left alone while tracing is off', async () => {
    expect(await readsSettingsOfTheSdk({ OTEL_SERVICE_NAME: 'pokedex' })).toBe(false);
    expect(await readsSettingsOfTheSdk({ ...receiver.environment, OTEL_SDK_DISABLED: 'true' })).toBe(false);
    expect(receiver.requests).toEqual([]);
  });

  it('is used while tracing is on', async () => {
    expect(await readsSettingsOfTheSdk(receiver.environment)).toBe(true);
  });
});

describe('a service with tracing on', () => {
  it('sends its last spans before it exits, as protobuf, as the standard variables say', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=of-the-collector',
      OTEL_SERVICE_NAME: 'pokedex-of-tests',
    });
    await service!.visit('charmander');
    expect(receiver.requests).toEqual([]);
    expect((await end()).code).toBe(0);
    const [{ url, headers, body }] = receiver.requests as [(typeof receiver.requests)[0]];
    expect(url).toBe('/v1/traces');
    expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'x-key': 'of-the-collector' });
    for (const text of ['GET /:name', 'count visit', 'pokedex-of-tests'])
      expect(body.includes(text)).toBe(true);
  });

  it('writes the trace into each line of a request, and into no other', async () => {
    const trace = randomBytes(16).toString('hex');
    await start({ ...receiver.environment, LOG_REQUESTS: 'true' });
    await visitWithin(trace, '01');
    const { lines } = await end();
    const ofTrace = lines.filter(({ trace_id }) => trace_id === trace);
    const request = receiver.trace(trace).find(({ name }) => name === 'GET /:name');
    expect(ofTrace).toEqual([
      expect.objectContaining({ msg: 'request', span_id: request!.spanId, trace_flags: '01' }),
    ]);
    expect(lines.filter((line) => line['context'] === 'minipokedex' && 'trace_id' in line)).toEqual([]);
  });

  it.each([
    ['the caller’s decision by default', '00' as const, {}],
    ['OTEL_TRACES_SAMPLER', '01' as const, { OTEL_TRACES_SAMPLER: 'always_off' }],
    [
      'OTEL_TRACES_SAMPLER_ARG',
      '01' as const,
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
    ],
  ])('records nothing against %s, but names the trace in the log', async (_, flags, environment) => {
    const trace = randomBytes(16).toString('hex');
    await start({ ...receiver.environment, LOG_REQUESTS: 'true', ...environment });
    await visitWithin(trace, flags);
    const { lines } = await end();
    expect(lines.find(({ trace_id }) => trace_id === trace)).toMatchObject({ msg: 'request' });
    expect(receiver.trace(trace)).toEqual([]);
  });

  it('serves and stops without a collector, and says so once', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
    });
    for (let visit = 1; visit <= 10; visit++) {
      expect(await service!.visit('charmander')).toBe(visit);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const { code, lines, ms } = await end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5000);
    const said = lines.filter(({ context }) => context === 'tracing');
    expect(said).toEqual([
      expect.objectContaining({
        level: 'warn',
        msg: expect.stringMatching(/spans are lost: .*ECONNREFUSED/),
      }),
    ]);
    // Of the request whose timer of the SDK's it came out of.
    expect(said[0]).not.toHaveProperty('trace_id');
  });

  it('does not wait long for a collector that is silent when it stops', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const { port } = silent.address() as AddressInfo;
      await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
      await service!.visit('charmander');
      const { code, lines, ms } = await end();
      expect(code).toBe(0);
      expect(ms).toBeLessThan(4000);
      expect(lines.at(-1)).toMatchObject({ msg: expect.stringContaining('the last spans are lost') });
    } finally {
      silent.close();
    }
  });
});
