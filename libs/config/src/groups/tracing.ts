import { choice, flag, httpUrl, ratio, text, type ValuesOf } from '../variables.js';

/**
 * OpenTelemetry's own names (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Its SDK
 * reads these variables again, and more: the ones here decide whether it is loaded, or fail at the start instead of
 * silently losing spans.
 */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl()
    .optional()
    .describe('Collector (OTLP over HTTP); switches tracing on. Spans go to `/v1/traces` under it.')
    .meta({ example: 'http://localhost:4318' }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl()
    .optional()
    .describe('The whole address that spans go to, instead.')
    .meta({ example: 'http://localhost:4318/v1/traces' }),
  OTEL_TRACES_EXPORTER: choice('otlp', 'console', 'none')
    .optional()
    .describe('`otlp` and `console` switch tracing on without an address, `none` switches it off.')
    .meta({ example: 'otlp' }),
  OTEL_SDK_DISABLED: flag().default(false).describe('Switch tracing off, whatever else is given.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: choice('http/protobuf', 'http/json')
    .default('http/protobuf')
    .describe('How spans are written.'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: choice('http/protobuf', 'http/json')
    .optional()
    .describe('The same for traces alone.')
    .meta({ example: 'http/json' }),
  OTEL_EXPORTER_OTLP_HEADERS: text()
    .optional()
    .describe('Headers for the collector, such as its key, as `name=value` separated by commas.'),
  OTEL_SERVICE_NAME: text()
    .optional()
    .describe('Name of the service in traces; `minipokedex` if not given.')
    .meta({ example: 'minipokedex' }),
  OTEL_RESOURCE_ATTRIBUTES: text()
    .optional()
    .describe('What all spans carry, as `name=value` separated by commas.')
    .meta({ example: 'deployment.environment.name=staging' }),
  OTEL_TRACES_SAMPLER: choice(
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
    'always_on',
    'always_off',
    'traceidratio',
  )
    .default('parentbased_always_on')
    .describe('Which requests are traced.'),
  OTEL_TRACES_SAMPLER_ARG: ratio()
    .optional()
    .describe('Part of the requests that a `traceidratio` sampler traces, from 0 to 1; all if not given.')
    .meta({ example: '0.1' }),
  OTEL_PROPAGATORS: text()
    .optional()
    .describe(
      'How a caller names its trace: `tracecontext`, `baggage`, `b3`, `b3multi` or `none`, separated by commas.',
    )
    .meta({ example: 'tracecontext,baggage' }),
};

/**
 * Whether spans are exported. The SDK, which reads its settings by itself, would send them to localhost if no variable
 * were given.
 */
export function readTracing(values: ValuesOf<typeof tracingVariables>): boolean {
  const exporter = values.OTEL_TRACES_EXPORTER;
  if (values.OTEL_SDK_DISABLED || exporter === 'none') return false;
  return Boolean(exporter ?? values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT);
}
