import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';
import { fill, readCanaryQueries, readDashboard, readRules } from './harness/chart.files.js';
import { matches, parseQuery, type Selector } from './harness/promql.js';

/** A series of a scrape. */
interface Series {
  metric: string;
  labels: Record<string, string>;
}

/** What Prometheus writes itself: for each target, and by rules that the chart adds where all pods may end. */
const OF_PROMETHEUS = new Set(['up', 'namespace:nobody_waits', 'namespace_le:interceptor_requests:rate5m']);
/** Looks like a metric, and is a table of MySQL. */
const TABLE = 'counter_snapshot';
/** What Prometheus adds to each series of a target. */
const TARGET_LABELS = ['job', 'namespace', 'pod', 'instance'];

const rules = readRules().groups.flatMap((group) => group.rules);
const dashboard = readDashboard();
const filling = { namespace: 'production', rateInterval: '1m', range: '1h' };

/** Each query with the text beside it that names labels. */
const queries: [where: string, expr: string, text: string][] = [
  ...rules.map(
    ({ alert, record, expr, annotations }) => [alert ?? record!, expr, JSON.stringify(annotations)] as const,
  ),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => [title, fill(expr, filling), legendFormat] as const),
  ),
  ...dashboard.annotations.list.map(({ expr }) => ['annotation', fill(expr, filling), ''] as const),
  ...[...readCanaryQueries()].map(([file, expr]) => [file, expr, ''] as const),
].map(([where, expr, text]) => [where, expr, text ?? '']);

const service = useService();
let series: Series[];

beforeAll(async () => {
  const isReady = async () => (await fetch(`${service.url}/health/ready`)).ok;
  await vi.waitUntil(isReady, 10_000);
  for (const path of ['/charmander', '/charmander', '/pikachu', '/missingno', '/', '/health'])
    await fetch(service.url + path);
  series = readExposition(await (await fetch(`${service.metricsUrl}/metrics`)).text());
});

const recorded = (metric: string) => rules.find(({ record }) => record === metric);

/** The live series that a selector would select; those of a recorded one are of its own query. */
function selectedBy({ metric, matchers }: Selector): Series[] {
  const own = matchers.filter(({ label }) => !TARGET_LABELS.includes(label));
  return series.filter(
    ({ metric: name, labels }) => name === metric && own.every((matcher) => matches(matcher, labels)),
  );
}

/** The series of an answer in Prometheus's text format. */
function readExposition(text: string): Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, metric, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line)!;
      const pairs = labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
      return {
        metric: metric!,
        labels: Object.fromEntries([...pairs].map(([, label, value]) => [label!, value!])),
      };
    });
}

describe('a query', () => {
  it.each(queries)('of %s finds all its series in a live scrape', (_, expr) => {
    for (const selector of parseQuery(expr).selectors) {
      if (OF_PROMETHEUS.has(selector.metric) || recorded(selector.metric)) continue;
      expect({ selector, series: selectedBy(selector) }).not.toEqual({ selector, series: [] });
    }
  });

  it.each(queries)('of %s groups and writes labels that its series have', (_, expr, text) => {
    const query = parseQuery(expr);
    const there = query.selectors.flatMap(selectedBy).flatMap(({ labels }) => Object.keys(labels));
    const written = [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label!);
    expect([...TARGET_LABELS, ...there]).toEqual(expect.arrayContaining([...query.labels, ...written]));
  });
});

describe('the documentation', () => {
  const runbooks = readdirSync('docs/runbooks').map((file) => `docs/runbooks/${file}`);
  it.each(['docs/observability.md', ...runbooks])('%s names metrics that there are', (file) => {
    const text = readFileSync(file, 'utf8');
    const named =
      text.match(/\b(?:http|store|counter|live|cache|database|health|process|nodejs)_[a-z_]+[a-z]\b/g) ?? [];
    const known = new Set(series.map(({ metric }) => metric.replace(/_(?:bucket|sum|count)$/, '')));
    for (const name of named.filter((word) => word !== TABLE))
      expect(known).toContain(name.replace(/_(?:bucket|sum|count)$/, ''));
  });
});
