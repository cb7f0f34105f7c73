import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.module.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('tracing', () => {
  it.each<[string, NodeJS.ProcessEnv]>([
    ['a collector', endpoint],
    ['an address for spans alone', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }],
    ['the exporter otlp', { OTEL_TRACES_EXPORTER: 'otlp' }],
    ['the exporter console', { OTEL_TRACES_EXPORTER: 'console' }],
  ])('is switched on by %s', (_, environment) => {
    expect(readSettings(environment).tracing).toBe(true);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['no variable', {}],
    ['an empty address', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['a name and a sampler alone', { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }],
    ['the exporter none', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    ['OTEL_SDK_DISABLED', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
  ])('is off with %s', (_, environment) => {
    expect(readSettings(environment).tracing).toBe(false);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_EXPORTER', 'jaeger'],
  ])('refuses %s=%s, by name', (variable, value) => {
    expect(() => readSettings({ [variable]: value })).toThrow(variable);
  });
});
