import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

/** `make test-page` installs it. */
const program = process.env['LIGHTHOUSE']!;

interface Report {
  categories: Record<string, { score: number }>;
}

const service = useService();

it.each<[on: string, options: string[]]>([
  ['a phone', []],
  ['a desktop', ['--preset=desktop']],
])('Lighthouse gives at least 95 of 100 in each category, on %s', async (_on, options) => {
  const chrome = '--chrome-flags=--headless=new --no-sandbox';
  const words = [service.url, '--quiet', '--no-enable-error-reporting', '--output=json', chrome, ...options];
  const { stdout } = await promisify(execFile)(program, words, {
    env: { ...process.env, CHROME_PATH: process.env['CHROMIUM'] ?? '/usr/bin/chromium' },
    maxBuffer: 2 ** 24,
  });
  const { categories } = JSON.parse(stdout) as Report;
  const scores = Object.entries(categories).map(([category, { score }]) => [category, score]);
  expect(scores.length).toBeGreaterThanOrEqual(4);
  expect(scores.filter(([, score]) => Number(score) < 0.95)).toEqual([]);
});
