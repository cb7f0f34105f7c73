import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { MetricsModule } from './metrics.module.js';
import { MetricsServer } from './metrics.server.js';

/** Injected by the types of its parameters alone: fails where decorator metadata is not emitted. */
@Injectable()
class Consumer {
  constructor(
    readonly registry: Registry,
    readonly server: MetricsServer,
  ) {}
}

it('MetricsModule gives every module one registry with all metrics in it', async () => {
  const module = await Test.createTestingModule({
    imports: [MetricsModule],
    providers: [Consumer],
  }).compile();
  const { registry, server } = module.get(Consumer);
  expect(server).toBeInstanceOf(MetricsServer);
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  expect(names).toContain('process_cpu_seconds_total');
  await module.close();
});
