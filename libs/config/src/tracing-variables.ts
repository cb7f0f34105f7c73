import { choice, flag, httpUrl, optionalChoice, ratio, text } from './variables.js';

/**
 * OpenTelemetry's own names (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Its SDK
 * reads them again, and more of them: here is what decides whether it is loaded, and what would otherwise be found out
 * only when spans are missing.
 */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl({
    description: 'Collector (OTLP over HTTP); switches tracing on. Spans go to `/v1/traces` under it.',
    example: 'http://localhost:4318',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl({
    description: 'The whole address that spans go to, instead.',
    example: 'http://localhost:4318/v1/traces',
  }),
  OTEL_TRACES_EXPORTER: optionalChoice(['otlp', 'console', 'none'], {
    description: '`otlp` and `console` switch tracing on without an address, `none` switches it off.',
    example: 'otlp',
  }),
  OTEL_SDK_DISABLED: flag({ default: false, description: 'Switch tracing off, whatever else is given.' }),
  OTEL_EXPORTER_OTLP_PROTOCOL: choice(['http/protobuf', 'http/json'], {
    default: 'http/protobuf',
    description: 'How spans are written.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: optionalChoice(['http/protobuf', 'http/json'], {
    description: 'The same for traces alone.',
    example: 'http/json',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: text({
    description: 'Headers for the collector, such as its key, as `name=value` separated by commas.',
  }),
  OTEL_SERVICE_NAME: text({
    description: 'Name of the service in traces; `minipokedex` if not given.',
    example: 'minipokedex',
  }),
  OTEL_RESOURCE_ATTRIBUTES: text({
    description: 'What all spans carry, as `name=value` separated by commas.',
    example: 'deployment.environment.name=staging',
  }),
  OTEL_TRACES_SAMPLER: choice(
    [
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
      'always_on',
      'always_off',
      'traceidratio',
    ],
    { default: 'parentbased_always_on', description: 'Which requests are traced.' },
  ),
  OTEL_TRACES_SAMPLER_ARG: ratio({
    description: 'Part of the requests that a `traceidratio` sampler traces, from 0 to 1; all if not given.',
    example: '0.1',
  }),
  OTEL_PROPAGATORS: text({
    description:
      'How a caller names its trace: `tracecontext`, `baggage`, `b3`, `b3multi` or `none`, separated by commas.',
    example: 'tracecontext,baggage',
  }),
} as const;
