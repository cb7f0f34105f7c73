import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { collectCounter, collectGauge } from './collected.metrics.js';

describe('metrics that are read at each scrape', () => {
  const registry = new Registry();
  const registers = [registry];
  const visits = new Map([['mew', 1]]);
  let waiting = 2;

  collectCounter({
    name: 'visits_total',
    help: 'Visits.',
    labelNames: ['name'],
    registers,
    read: () => Array.from(visits, ([name, count]) => [{ name }, count] as const),
  });
  collectGauge({ name: 'waiting', help: 'Waiting.', registers, read: () => waiting });

  it('report the values of that moment', async () => {
    await registry.metrics();
    visits.set('mew', 3).set('abra', 1);
    waiting = 0;
    const text = await registry.metrics();
    expect(text).toContain('visits_total{name="mew"} 3\nvisits_total{name="abra"} 1\n');
    expect(text).toContain('waiting 0\n');
  });
});
