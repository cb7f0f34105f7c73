import { type Dashboard, fill, type Panel } from '../../test/support/monitoring.js';
import type { Prometheus, SampledSeries } from '../../test/support/prometheus.js';
import type { Story } from './story.js';

/** Seconds between two points. */
const STEP_S = 2;

/** A line of a graph, or the number of a stat, with its legend. */
export interface Line {
  legend: string;
  values: SampledSeries['values'];
}

/** A panel with what Prometheus answered to its queries. */
export interface PlottedPanel {
  panel: Panel;
  lines: Line[];
}

/** Asks the queries of all panels, as Grafana does for this time. */
export function readPanels(
  { panels }: Dashboard,
  prometheus: Prometheus,
  story: Story,
): Promise<PlottedPanel[]> {
  return Promise.all(
    panels.map(async (panel) => ({ panel, lines: await readLines(panel, prometheus, story) })),
  );
}

async function readLines(
  { title, type, targets = [] }: Panel,
  prometheus: Prometheus,
  { start, end }: Story,
): Promise<Line[]> {
  const filling = {
    namespace: 'minipokedex-production',
    rateInterval: '10s',
    range: `${Math.round(end - start)}s`,
  };
  const from = type === 'stat' ? end : start;
  const lines = targets.map(async ({ expr, legendFormat }) => {
    const series = await prometheus.queryRange(fill(expr, filling), from, end, STEP_S);
    if (series.length === 0) throw new Error(`${title}: no data for ${expr}`);
    return series.map(({ labels, values }) => ({ legend: legendOf(legendFormat, labels), values }));
  });
  return (await Promise.all(lines)).flat();
}

function legendOf(format: string, labels: Record<string, string>): string {
  return format.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '');
}
