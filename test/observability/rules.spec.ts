import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRules } from './harness/chart.files.js';
import { parseQuery } from './harness/promql.js';

const RUNBOOKS = 'https://github.com/minipokedex/minipokedex/blob/main/docs/runbooks/';

const rulesOf = (...chart: Parameters<typeof readRules>) =>
  readRules(...chart).groups.flatMap((group) => group.rules);
const rules = rulesOf();
const alerts = [...rules, ...rulesOf('backup')].filter(({ alert }) => alert !== undefined);
const names = [...new Set(alerts.map(({ alert }) => alert!))];
const kebabCase = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

describe('the rules', () => {
  it.each(rules.map((rule) => [rule.alert ?? rule.record!, rule.expr] as const))(
    'select the job in each series of %s, where the chart adds the namespace',
    (_, expr) => {
      for (const { matchers } of parseQuery(expr).selectors)
        expect(matchers).toContainEqual({ label: 'job', operator: '=', value: 'minipokedex' });
    },
  );

  it('give no name to two series', () => {
    const records = rules.map(({ record }) => record).filter((record) => record !== undefined);
    expect(new Set(records).size).toBe(records.length);
  });
});

describe('the alerts', () => {
  it.each(alerts.map((alert) => [alert.alert!, alert] as const))(
    '%s says how bad it is, what it means and where to read on',
    (name, { labels, annotations }) => {
      expect({ store: 'redis', ...labels }).toEqual({
        severity: expect.stringMatching(/^(critical|warning)$/),
        store: expect.stringMatching(/^(mysql|redis|memcached)$/),
      });
      expect(annotations).toEqual({
        summary: expect.stringContaining('{{ $labels.namespace }}'),
        description: expect.stringMatching(/\.$/),
        runbook_url: `${RUNBOOKS}${kebabCase(name)}.md`,
      });
    },
  );

  it('have a runbook each, and each runbook has an alert', () => {
    expect(readdirSync('docs/runbooks')).toEqual(names.map((name) => `${kebabCase(name)}.md`).toSorted());
  });

  it.each(names)('have a runbook for %s that says what it means, what to look at and what to do', (name) => {
    const runbook = readFileSync(`docs/runbooks/${kebabCase(name)}.md`, 'utf8');
    expect(runbook.match(/^#+ .*$/gm)).toEqual([
      `# ${name}`,
      '## What it means',
      '## What to look at',
      '## What to do',
    ]);
  });

  it.each(names)('are listed in the documentation, with the runbook of %s', (name) => {
    expect(readFileSync('docs/observability.md', 'utf8')).toContain(
      `[${name}](runbooks/${kebabCase(name)}.md)`,
    );
  });
});
