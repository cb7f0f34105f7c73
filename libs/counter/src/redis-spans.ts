import { tracingChannel } from 'node:diagnostics_channel';
import type { Tracer } from '@app/observability';
import type { Span } from '@opentelemetry/api';

/** What ioredis tells of a command on its diagnostics channel (ioredis 6, README, "Diagnostics channel"). */
interface RedisCommand {
  command: string;
  database: number;
  serverAddress: string;
  serverPort?: number;
  error?: unknown;
}

/** From now on each command that is sent for a traced request has a span, without the command's arguments. */
export function traceRedisCommands(tracer: Tracer): void {
  const open = new WeakMap<object, Span>();
  const close = (message: object) => {
    const span = open.get(message);
    open.delete(message);
    if (!span) return;
    const { error } = message as RedisCommand;
    if (error === undefined) span.end();
    else tracer.fail(span, error);
  };
  tracingChannel<object>('ioredis:command').subscribe({
    start(message) {
      const span = startCommand(tracer, message as RedisCommand);
      if (span) open.set(message, span);
    },
    end() {},
    error() {},
    asyncStart: close,
    asyncEnd() {},
  });
}

function startCommand(tracer: Tracer, message: RedisCommand): Span | undefined {
  const { command, database, serverAddress: host, serverPort: port } = message;
  return tracer.startCall({
    system: 'redis',
    operation: command.toUpperCase(),
    namespace: String(database),
    host,
    port,
  });
}
