import { describe, expect, it } from 'vitest';
import { fill, type Panel, readDashboard } from './harness/chart.files.js';
import { parseQuery } from './harness/promql.js';

const dashboard = readDashboard();
const rows = dashboard.panels.filter(({ type }) => type === 'row');
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = [
  ...panels.flatMap(({ targets }) => targets!.map(({ expr }) => expr)),
  ...dashboard.annotations.list.map(({ expr }) => expr),
];
const filling = { namespace: 'production', rateInterval: '1m', range: '1h' };

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('the dashboard', () => {
  it("is of Grafana's present schema, under a name of its own", () => {
    expect(dashboard).toMatchObject({ schemaVersion: 42, uid: 'minipokedex', title: 'minipokedex' });
  });

  it('gives each panel an id and a place of its own, within the width of the page', () => {
    const { panels: all } = dashboard;
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const [index, panel] of all.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
      expect(all.slice(index + 1).filter((other) => overlap(panel, other))).toEqual([]);
    }
    expect(rows.every(({ gridPos: { x, w, h } }) => x === 0 && w === 24 && h === 1)).toBe(true);
  });

  it.each(panels.map((panel) => [panel.title, panel] as const))(
    'explains "%s" and gives its unit',
    (_, panel) => {
      expect(panel.description).toMatch(/\.$/);
      const { unit, thresholds } = panel.fieldConfig!.defaults;
      expect(unit).toMatch(/^(short|s|bytes|percentunit|reqps)$/);
      expect(thresholds.steps[0]).toMatchObject({ value: null });
      expect(panel.targets!.map(({ refId }) => refId)).toEqual(
        ['A', 'B', 'C'].slice(0, panel.targets!.length),
      );
      expect(panel.targets!.every(({ legendFormat }) => legendFormat !== '')).toBe(true);
    },
  );

  it('asks the data source that is chosen, and no other', () => {
    const sources = [...JSON.stringify(dashboard).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid);
    expect(new Set(sources)).toEqual(new Set(['${datasource}', 'minipokedex']));
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['namespace', 'query'],
    ]);
  });

  it.each(queries)('asks for the chosen namespace alone: %s', (expr) => {
    const { selectors } = parseQuery(fill(expr, filling));
    expect(selectors.length).toBeGreaterThan(0);
    for (const { matchers } of selectors) {
      expect(matchers).toContainEqual({ label: 'job', operator: '=', value: 'minipokedex' });
      expect(matchers).toContainEqual({ label: 'namespace', operator: '=', value: 'production' });
    }
  });
});
