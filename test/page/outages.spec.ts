import { freePort, ServiceProcess, startRedis, temporaryFolder } from '@app/testing';
import { expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './browser.page.js';

const patience = { timeout: 20_000 };
const AWAY = 'Counts are unavailable: the counter is away. They come back by themselves.';

const browser = useBrowser();

it('says that counts are unavailable while Redis is away, and shows them again when it is back', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.remove());
  const environment = { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port), DATA_DIR: '/dev/null/none' };
  const service = await ServiceProcess.start(environment);
  onTestFinished(() => void service.end('SIGKILL'));
  const page = await browser.open(service.url);
  await page.card('snorlax').click();
  await expect.poll(() => page.message(), patience).toBe('You are visitor number 1 of snorlax.');
  await page.isLive();

  await redis.kill();
  await expect.poll(() => page.state(), patience).toBe(AWAY);
  expect(await page.count('snorlax')).toBe('–');
  await page.detail.getByRole('button', { name: 'Visit again' }).click();
  const unnumbered = 'You visited snorlax. Your number is not known: the counter is away.';
  await expect.poll(() => page.message(), patience).toBe(unnumbered);
  expect(await page.barriers()).toEqual([]);

  // Who comes only now reads it in the page as it is loaded.
  const late = await browser.open(service.url, { javaScriptEnabled: false });
  expect(await late.state()).toBe(AWAY);
  expect(await late.count('snorlax')).toBe('–');

  await redis.restart();
  await page.isLive();
  await expect.poll(() => page.count('snorlax'), patience).toBe('2');
  expect(page.errors).toEqual([]);
});

it('says that the connection is lost, and goes on by itself when the service is back', async () => {
  const environment = { DATA_DIR: temporaryFolder(onTestFinished), PORT: String(await freePort()) };
  let service = await ServiceProcess.start(environment);
  onTestFinished(() => void service.end('SIGKILL'));
  const page = await browser.open(service.url);
  await page.isLive();

  await service.end('SIGTERM');
  await expect.poll(() => page.state(), patience).toMatch('The connection is lost');
  expect(await page.barriers()).toEqual([]);
  await page.card('ditto').click();
  await expect
    .poll(() => page.message(), patience)
    .toBe('No answer: whether the visit to ditto was counted is not known.');

  service = await ServiceProcess.start(environment);
  await service.visit('ditto');
  await page.isLive();
  await expect.poll(() => page.count('ditto'), patience).toBe('1');
  expect(page.errors.filter((text) => !text.includes('net::ERR_CONNECTION_REFUSED'))).toEqual([]);
});
