import { freePort, ServiceProcess, temporaryFolder } from '@app/testing';
import { expect, it, onTestFinished } from 'vitest';
import { BrowserPage, startBrowser } from './browser.page.js';

const patience = { timeout: 15_000 };

it('says that the connection is lost, and goes on by itself when the service is back', async () => {
  const environment = { DATA_DIR: temporaryFolder(onTestFinished), PORT: String(await freePort()) };
  let service = await ServiceProcess.start(environment);
  const browser = await startBrowser();
  try {
    const page = await BrowserPage.open(browser, service.url);
    await expect.poll(() => page.state(), patience).toBe('Counts are live.');

    await service.end('SIGTERM');
    await expect.poll(() => page.state(), patience).toMatch('The connection is lost');
    expect(await page.barriers()).toEqual([]);
    await page.row('ditto').getByRole('link').click();
    await expect
      .poll(() => page.message(), patience)
      .toBe('No answer: whether the visit to ditto was counted is not known.');

    service = await ServiceProcess.start(environment);
    await service.visit('ditto');
    await expect.poll(() => page.state(), patience).toBe('Counts are live.');
    await expect.poll(() => page.count('ditto'), patience).toBe('1');
    expect(page.errors.filter((text) => !text.includes('net::ERR_CONNECTION_REFUSED'))).toEqual([]);
  } finally {
    await browser.close();
    await service.end('SIGTERM');
  }
});
