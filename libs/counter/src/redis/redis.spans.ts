import { tracingChannel } from 'node:diagnostics_channel';
import { endSpan, inSpan, type Instrumentation, startStoreSpan } from '@app/observability';
import { context, ROOT_CONTEXT, type Span } from '@opentelemetry/api';
import type { VisitBatch } from './visit.batch.js';

/**
 * Delivers a batch inside a span in the trace of its first recorded visit, so that the span is recorded when that one
 * is. It has links to the other visits, and each visit has one to it. Without a recorded visit there is no span.
 */
export function inBatchSpan<Result>(batch: VisitBatch, deliver: () => Promise<Result>): Promise<Result> {
  const { visitSpans } = batch;
  const [parent, ...others] = visitSpans;
  // A batch is sent from the context of whatever freed a lane, which may be another visit's.
  if (!parent) return context.with(ROOT_CONTEXT, deliver);
  const visits = batch.visitsByName();
  const attributes = {
    'minipokedex.batch.names': visits.length,
    'minipokedex.batch.visits': visits.reduce((sum, count) => sum + count, 0),
  };
  return inSpan('count batch', { parent, links: others.map(linkTo), attributes }, (span) => {
    // A visit that was answered without a number meanwhile has ended its span.
    for (const visit of visitSpans) if (visit.isRecording()) visit.addLink(linkTo(span!));
    return deliver();
  });
}

const linkTo = (span: Span) => ({ context: span.spanContext() });

/** What ioredis publishes about a command (ioredis 6, README, "Diagnostics channel"), beside its arguments. */
interface RedisCommand {
  command: string;
  database: number;
  serverAddress: string;
  serverPort?: number;
  error?: unknown;
}

/** ioredis publishes the commands of all clients of the process here. */
const commands = tracingChannel<object>('ioredis:command');
const open = new WeakMap<object, Span>();
const subscriber = {
  start(message: object) {
    const { command, database, serverAddress: host, serverPort: port } = message as RedisCommand;
    const call = { operation: command.toUpperCase(), namespace: String(database), host, port };
    // Whoever else enabled this in the process has the command's span already.
    const span = open.has(message) ? undefined : startStoreSpan({ system: 'redis', ...call });
    if (span) open.set(message, span);
  },
  end() {},
  error() {},
  asyncStart(message: object) {
    const span = open.get(message);
    if (span) endSpan(span, (message as RedisCommand).error);
    open.delete(message);
  },
  asyncEnd() {},
};

/** A span for each Redis command of a recorded visit or list, without the command's arguments. */
export const redisSpans: Instrumentation = {
  enable: () => commands.subscribe(subscriber),
  disable: () => commands.unsubscribe(subscriber),
};
