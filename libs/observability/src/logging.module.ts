import type { Settings } from '@app/config';
import { type DynamicModule, Module } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { LoggerModule } from 'nestjs-pino';
import { destination, type DestinationStream, type LogFn, type Logger, stdSerializers } from 'pino';

/** Nest logs each module, route and step of its start under these names, which is of interest only when debugging. */
const frameworkContexts = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'HealthCheckExecutor',
]);

/** The settings that decide how lines look. */
export interface LoggingSettings {
  service: Pick<Settings['service'], 'logLevel' | 'logFormat'>;
  /** Lines within a trace carry its ids. */
  tracing: Settings['tracing'];
}

/**
 * Nest's logger on pino: JSON lines, or readable ones on a terminal. No middleware is applied to any route: requests
 * are logged by a hook of the HTTP server, which costs nothing for those that go well.
 *
 * `error(error)` logs an error with its stack; `error({ requestId, err: error }, 'message')` adds fields. Nest's other
 * form, `error('message', error)`, loses the error here.
 */
@Module({})
export class LoggingModule {
  static forRoot({ service, tracing }: LoggingSettings): DynamicModule {
    const { logLevel, logFormat } = service;
    const logger = LoggerModule.forRootAsync({
      useFactory: async () => {
        const options = {
          level: logLevel,
          timestamp: timeField,
          base: null,
          formatters: { level: (label: string) => ({ level: label }) },
          wrapSerializers: false,
          serializers: { err: serializeError },
          hooks: { logMethod: demoteFramework },
          ...(tracing && { mixin: traceFields }),
        };
        const pretty = logFormat === 'pretty' || (logFormat === 'auto' && process.stdout.isTTY);
        return { forRoutes: [], pinoHttp: [options, pretty ? await prettyStream() : jsonStream()] };
      },
    });
    return { module: LoggingModule, imports: [logger] };
  }
}

/**
 * Writes the lines of one turn of the event loop with one system call: under `LOG_REQUESTS` a call a line would cost as
 * much as the line. What an exit finds unwritten is written then.
 */
function jsonStream(): DestinationStream {
  const stdout = destination({ sync: true });
  let lines = '';
  function write(): void {
    if (lines !== '') stdout.write(lines);
    lines = '';
  }
  process.on('exit', write);
  return {
    write(line) {
      if (lines === '') setImmediate(write);
      lines += line;
    },
  };
}

/** Synchronous, so that no line is lost when the process exits. Loaded only where it is used. */
async function prettyStream(): Promise<DestinationStream> {
  const { PinoPretty } = await import('pino-pretty');
  return PinoPretty({ singleLine: true, translateTime: 'HH:MM:ss.l', sync: true });
}

function demoteFramework(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
  const { context } = args[0] as { context?: unknown };
  const demoted = level === this.levels.values['info'] && frameworkContexts.has(context);
  (demoted ? this.debug : method).apply(this, args);
}

let lastMs = 0;
let lastField = '';

/** The time of a line, formatted once a millisecond, since formatting it takes a third of the line. */
function timeField(): string {
  const now = Date.now();
  if (now !== lastMs) lastField = `,"time":"${new Date(now).toISOString()}"`;
  lastMs = now;
  return lastField;
}

/** The ids of the active span, recorded or not, as fields of a log line; empty outside of any trace. */
function traceFields(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span) return {};
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    trace_flags: span.traceFlags.toString(16).padStart(2, '0'),
  };
}

/** Leaves out what drivers attach to their errors, since it may hold a password: `sql`, `parameters`, `command`. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error);
  return { type, message, stack, code };
}
