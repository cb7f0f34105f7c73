import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { reportServers } from './server.metrics.js';

type Answer = Record<string, number>;

const METRICS = ['load', 'faults_total'].map((name) => ({
  name,
  help: name,
  of: (answer: Answer) => Number(answer[name]),
}));

async function scrape(ask: () => Promise<Answer[]>, scrapes = 1): Promise<string[]> {
  const registry = new Registry();
  reportServers(registry, METRICS, ask);
  for (let earlier = 1; earlier < scrapes; earlier += 1) await registry.metrics();
  return (await registry.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));
}

describe('what the servers of a store say of themselves', () => {
  it('is reported as the worst of all, and what they count as the sum', async () => {
    const servers = [
      { load: 0.2, faults_total: 3 },
      { load: 0.5, faults_total: 1 },
    ];
    expect(await scrape(async () => servers)).toEqual(['load 0.5', 'faults_total 4']);
  });

  it('is asked for once a scrape, and anew at the next', async () => {
    const ask = vi.fn<() => Promise<Answer[]>>().mockResolvedValue([{ load: 1, faults_total: 7 }]);
    expect(await scrape(ask, 3)).toEqual(['load 1', 'faults_total 7']);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('is not reported while one is away, nor what was said before', async () => {
    const ask = vi.fn<() => Promise<Answer[]>>().mockRejectedValue(new Error('away'));
    expect(await scrape(ask.mockResolvedValueOnce([{ load: 1, faults_total: 7 }]), 2)).toEqual([]);
  });

  it('is left out where a server does not say it', async () => {
    expect(await scrape(async () => [{ load: 1 }])).toEqual(['load 1']);
  });
});
