import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningService, startService } from '../../apps/api/src/testing/service.fixture.js';
import { BrowserPage, startBrowser } from './browser.page.js';

const MAX_BYTES = 150_000;
const visits = { abra: 7, aerodactyl: 3, alakazam: 12, arbok: 1, articuno: 31, bulbasaur: 58, butterfree: 4 };

const folder = temporaryFolder(afterAll);
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  service = await startService({ LOG_LEVEL: 'silent', DATA_DIR: folder });
  browser = await startBrowser();
  for (const [name, times] of Object.entries(visits))
    for (let visit = 0; visit < times; visit++) await fetch(`${service.url}/${name}`);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

/** Written into the folder that `SCREENSHOTS` names, as in `make test-page SCREENSHOTS=docs`. */
it.each<[file: string, options: BrowserContextOptions]>([
  ['page.png', { viewport: { width: 720, height: 600 } }],
  ['page-dark.png', { viewport: { width: 360, height: 600 }, colorScheme: 'dark' }],
])('the picture %s can be taken, and is small', async (file, options) => {
  const page = await BrowserPage.open(browser, service.url, { ...options, reducedMotion: 'reduce' });
  await page.row('bulbasaur').getByRole('link').click();
  await expect.poll(() => page.message()).toMatch('bulbasaur');
  await expect.poll(() => page.state()).toBe('Counts are live.');
  await page.page.locator('h1').click();
  const picture = await page.page.screenshot({ path: join(process.env['SCREENSHOTS'] ?? folder, file) });
  expect(picture.length).toBeLessThan(MAX_BYTES);
  await page.closeWithoutErrors();
});
