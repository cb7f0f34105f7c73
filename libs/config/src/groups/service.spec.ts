import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SHUTDOWN_BUDGET_MS } from './service.js';

/** What the process itself needs to end, once its last step is over. */
const EXIT_MS = 200;

it('the steps of a shutdown take no longer than the grace period that the chart leaves them', () => {
  const template = readFileSync('deploy/charts/minipokedex/templates/deployment.yaml', 'utf8');
  const [, graceS] =
    /terminationGracePeriodSeconds: \{\{ add \.Values\.shutdown\.delaySeconds (\d+) \}\}/.exec(template)!;
  const totalMs = Object.values(SHUTDOWN_BUDGET_MS).reduce((sum, step) => sum + step, EXIT_MS);
  expect(totalMs).toBeLessThanOrEqual(Number(graceS) * 1000);
});
