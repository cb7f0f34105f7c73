import { tracingChannel } from 'node:diagnostics_channel';
import { inSpan, tracer } from '@app/observability';
import { context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inBatchSpan, redisSpans } from './redis.spans.js';
import { VisitBatch } from './visit.batch.js';

/** As much of a span as is tested here. */
interface EndedSpan {
  name: string;
  attributes: Record<string, unknown>;
  links: { context: { spanId: string } }[];
  parentSpanContext?: { spanId: string };
}

const channel = tracingChannel<object>('ioredis:command');
const spans: EndedSpan[] = [];
const processor = { onEnd: (span: EndedSpan) => void spans.push(span), onStart() {} };
const ended = () => spans.map(({ name }) => name);
const idOf = (span: Span) => span.spanContext().spanId;
let sdk: NodeSDK;

beforeAll(() => {
  const spanProcessors = [
    { ...processor, forceFlush: async () => undefined, shutdown: async () => undefined },
  ] as NodeSDKConfiguration['spanProcessors'];
  sdk = new NodeSDK({
    spanProcessors,
    metricReaders: [],
    logRecordProcessors: [],
    autoDetectResources: false,
  });
  sdk.start();
});
beforeEach(() => void spans.splice(0));
afterAll(() => sdk.shutdown());

/** Publishes a command as ioredis does. */
const send = () =>
  channel.tracePromise(async () => 'OK', { command: 'evalsha', database: 0, serverAddress: 'redis' });

describe('the spans of Redis commands', () => {
  it('are one a command, however often they are enabled in the process', async () => {
    redisSpans.enable();
    redisSpans.enable();
    await inSpan('count batch', { parent: tracer.startSpan('count visit') }, send);
    expect(ended()).toEqual(['EVALSHA 0', 'count batch']);
    expect(spans[0]!.attributes).toMatchObject({ 'db.system.name': 'redis', 'server.address': 'redis' });
    redisSpans.disable();
    redisSpans.disable();
  });

  it('are not made outside of a recorded request', async () => {
    redisSpans.enable();
    await send();
    expect(ended()).toEqual([]);
    redisSpans.disable();
  });

  it('leave nothing subscribed once disabled', () => {
    redisSpans.enable();
    expect(channel.hasSubscribers).toBe(true);
    redisSpans.disable();
    expect(channel.hasSubscribers).toBe(false);
  });
});

/** A batch of a recorded visit for each of these spans, to one of two names. */
function batchOf(visits: Span[]): VisitBatch {
  const batch = new VisitBatch();
  for (const [index, span] of visits.entries())
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => batch.add(index % 2 ? 'abra' : 'mew'));
  return batch;
}

const activeSpan = async () => trace.getActiveSpan();

describe('the span of a batch', () => {
  it('is below its first visit, linked to the others, and they to it if they still wait', async () => {
    const visits = ['first', 'gone', 'last'].map((name) => tracer.startSpan(name)) as [Span, Span, Span];
    const batch = batchOf(visits);
    batch.add('not recorded');
    visits[1].end();
    expect(await inBatchSpan(batch, async () => 'OK')).toBe('OK');
    visits[2].end();
    const [gone, sent, last] = spans as [EndedSpan, EndedSpan, EndedSpan];
    expect(sent).toMatchObject({
      name: 'count batch',
      attributes: { 'minipokedex.batch.names': 3, 'minipokedex.batch.visits': 4 },
      parentSpanContext: { spanId: idOf(visits[0]) },
    });
    expect(sent.links.map(({ context: { spanId } }) => spanId)).toEqual([visits[1], visits[2]].map(idOf));
    expect(gone.links).toEqual([]);
    expect(last.links).toHaveLength(1);
  });

  it('has no more links than a span may have', async () => {
    await inBatchSpan(
      batchOf(Array.from({ length: 200 }, () => tracer.startSpan('visit'))),
      async () => 'OK',
    );
    expect(spans[0]!.links).toHaveLength(127);
  });

  it('is not made without a recorded visit, in whose trace the batch would be by chance', async () => {
    const other = tracer.startSpan('another visit');
    const found = context.with(trace.setSpan(ROOT_CONTEXT, other), () =>
      inBatchSpan(batchOf([]), activeSpan),
    );
    expect(await found).toBeUndefined();
    expect(ended()).toEqual([]);
  });
});
