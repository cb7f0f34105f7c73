import { collectCounter, collectGauge } from '@app/observability';
import type { Registry } from 'prom-client';

/** A number that each server of a store says of itself; a counter if its name ends so. */
export interface ServerMetric<Answer> {
  name: string;
  help: string;
  of: (answer: Answer) => number;
}

/**
 * Registers what a store's servers say of themselves: gauges as the worst of all, counters as their sum. While one of
 * them is away there are no such series, nor is there one for what a server doesn't say.
 *
 * @param ask called once a scrape; settles within a deadline
 */
export function reportServers<Answer>(
  registry: Registry,
  metrics: readonly ServerMetric<Answer>[],
  ask: () => Promise<Answer[]>,
): void {
  // A scrape collects all metrics at once, and so shares one answer.
  let asked: Promise<Answer[]> | undefined;
  const askOnce = () => (asked ??= ask().finally(() => (asked = undefined)));
  for (const { of, ...metric } of metrics) {
    const isCounter = metric.name.endsWith('_total');
    const merge = (values: number[]) =>
      isCounter ? values.reduce((sum, value) => sum + value) : Math.max(...values);
    const read = async () => {
      const answers = await askOnce().catch(() => []);
      const value = answers.length === 0 ? NaN : merge(answers.map(of));
      return Number.isNaN(value) ? undefined : value;
    };
    (isCounter ? collectCounter : collectGauge)({ ...metric, registers: [registry], read });
  }
}
