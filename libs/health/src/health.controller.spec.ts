import type { Counter } from '@app/counter';
import type { Database } from '@app/persistence';
import { ServiceUnavailableException } from '@nestjs/common';
import type { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HealthController } from './health.controller.js';
import type { Readiness } from './readiness.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([
  ['fulfilled', async () => ({ status: 'ok' })],
  ['rejected', () => Promise.reject(new ServiceUnavailableException({ status: 'error' }))],
])(
  'examines the stores four times a second at most, whoever polls the report (%s)',
  async (outcome, examine) => {
    const check = vi.fn<typeof examine>(examine);
    const health = { check } as unknown as HealthCheckService;
    const controller = new HealthController(
      health,
      {} as HealthIndicatorService,
      {} as Database,
      {} as Counter,
      {} as Readiness,
      { whenDown: 'degrade', deliveryMs: 0 },
    );
    for (let round = 1; round <= 3; round += 1) {
      const reports = await Promise.allSettled(Array.from({ length: 100 }, () => controller.report()));
      reports.push(...(await Promise.allSettled([controller.report()])));
      expect(new Set(reports.map(({ status }) => status))).toEqual(new Set([outcome]));
      expect(check).toHaveBeenCalledTimes(round);
      vi.advanceTimersByTime(250);
    }
  },
);
