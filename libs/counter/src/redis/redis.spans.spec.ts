import { tracingChannel } from 'node:diagnostics_channel';
import { inSpan, tracer } from '@app/observability';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisSpans } from './redis.spans.js';

const channel = tracingChannel<object>('ioredis:command');
const ended: string[] = [];
const processor = { onEnd: ({ name }: { name: string }) => void ended.push(name), onStart() {} };
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
beforeEach(() => void ended.splice(0));
afterAll(() => sdk.shutdown());

/** Publishes a command as ioredis does. */
const send = () =>
  channel.tracePromise(async () => 'OK', { command: 'evalsha', database: 0, serverAddress: 'redis' });

describe('the spans of Redis commands', () => {
  it('are one a command, however often they are enabled in the process', async () => {
    redisSpans.enable();
    redisSpans.enable();
    await inSpan('count batch', { parent: tracer.startSpan('count visit') }, send);
    expect(ended).toEqual(['EVALSHA 0', 'count batch']);
    redisSpans.disable();
    redisSpans.disable();
  });

  it('are not made outside of a recorded request', async () => {
    redisSpans.enable();
    await send();
    expect(ended).toEqual([]);
    redisSpans.disable();
  });

  it('leave nothing subscribed once disabled', () => {
    redisSpans.enable();
    expect(channel.hasSubscribers).toBe(true);
    redisSpans.disable();
    expect(channel.hasSubscribers).toBe(false);
  });
});
