import { type DockerServer, ServiceProcess, startRedis } from '@app/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrowserPage, startBrowser } from './browser.page.js';

const patience = { timeout: 20_000 };
const AWAY = 'Counts are unavailable: the counter is away. They come back by themselves.';

let redis: DockerServer;
let service: ServiceProcess;
let browser: Browser;

beforeAll(async () => {
  redis = await startRedis();
  const environment = { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
  service = await ServiceProcess.start({ DATA_DIR: '/dev/null/none', ...environment });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.end('SIGTERM');
  await redis.remove();
});

it('says that counts are unavailable while Redis is away, and shows them again when it is back', async () => {
  const page = await BrowserPage.open(browser, service.url);
  const visit = () => page.row('snorlax').getByRole('link').click();
  await visit();
  await expect.poll(() => page.message(), patience).toBe('You are visitor number 1 of snorlax.');
  await expect.poll(() => page.state(), patience).toBe('Counts are live.');

  await redis.kill();
  await expect.poll(() => page.state(), patience).toBe(AWAY);
  expect(await page.count('snorlax')).toBe('–');
  await visit();
  const unnumbered = 'You visited snorlax. Your number is not known: the counter is away.';
  await expect.poll(() => page.message(), patience).toBe(unnumbered);
  expect(await page.barriers()).toEqual([]);

  // Who comes only now is told by the page itself.
  const late = await BrowserPage.open(browser, service.url, { javaScriptEnabled: false });
  expect(await late.state()).toBe(AWAY);
  expect(await late.count('snorlax')).toBe('–');

  await redis.restart();
  await expect.poll(() => page.state(), patience).toBe('Counts are live.');
  await expect.poll(() => page.count('snorlax'), patience).toBe('2');
  expect(page.errors).toEqual([]);
});
