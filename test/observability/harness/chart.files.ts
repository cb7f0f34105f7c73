import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const CHARTS = 'deploy/charts';
const FILES = `${CHARTS}/minipokedex/files`;

/** A rule as Prometheus reads it: it records a series or is an alert. */
interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Rules {
  groups: { name: string; rules: Rule[] }[];
}

interface Target {
  refId: string;
  expr: string;
  legendFormat: string;
}

/** A panel of the dashboard, as far as it is used here. */
export interface Panel {
  id: number;
  type: 'row' | 'stat' | 'timeseries' | 'heatmap' | 'histogram';
  title: string;
  description?: string;
  gridPos: { h: number; w: number; x: number; y: number };
  fieldConfig?: {
    defaults: {
      unit: string;
      thresholds: { steps: { color: string; value: number | null }[] };
    };
  };
  targets?: Target[];
}

interface Dashboard {
  title: string;
  uid: string;
  schemaVersion: number;
  annotations: { list: { expr: string }[] };
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
  panels: Panel[];
}

/** The rules that a chart ships. */
export function readRules(chart: 'minipokedex' | 'backup' = 'minipokedex'): Rules {
  return parse(readFileSync(`${CHARTS}/${chart}/files/rules.yaml`, 'utf8')) as Rules;
}

/** The dashboard that the chart ships. */
export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(`${FILES}/dashboard.json`, 'utf8')) as Dashboard;
}

/** Flagger's queries for a canary named `minipokedex`, by file. */
export function readCanaryQueries(): Map<string, string> {
  const values: Record<string, string> = { namespace: 'production', target: 'minipokedex', interval: '1m' };
  return new Map(
    readdirSync(`${FILES}/canary`).map((file) => [
      file,
      readFileSync(`${FILES}/canary/${file}`, 'utf8').replaceAll(
        /\{\{ (\w+) \}\}/g,
        (_, name: string) => values[name]!,
      ),
    ]),
  );
}

/** What Grafana puts in for the variables of a query. */
export interface Filling {
  namespace: string;
  rateInterval: string;
  range: string;
}

/** A panel's query as Grafana sends it. */
export function fill(expr: string, { namespace, rateInterval, range }: Filling): string {
  return expr
    .replaceAll('$namespace', namespace)
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__range', range);
}
