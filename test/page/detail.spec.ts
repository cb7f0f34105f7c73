import { afterEach, describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';
import { type BrowserPage, useBrowser } from './browser.page.js';

const service = useService();
const browser = useBrowser();
let page: BrowserPage;

const open = async (javaScriptEnabled = true) =>
  (page = await browser.open(service.url, { javaScriptEnabled }));
const visit = async (name: string) => (await fetch(`${service.url}/${name}`)).json();

describe('the detail of a Pokémon', () => {
  afterEach(() => page.closeWithoutErrors());

  it('visits by a click, and tells the number of the visit', async () => {
    await open();
    await visit('mewtwo');
    await page.card('mewtwo').click();
    await expect.poll(() => page.message()).toBe('You are visitor number 2 of mewtwo.');
    expect(await page.detail.innerText()).toMatch(/^Mewtwo\s+psíquico\s+Visits\s+2\s/);
    await page.detail.getByRole('button', { name: 'Close' }).click();
    expect(await page.count('mewtwo')).toBe('2');
    expect(await visit('mewtwo')).toMatchObject({ data: { count: 3 } });
    expect(page.page.url()).toBe(`${service.url}/`);
  });

  it('is used with the keyboard alone, and shows where it is', async () => {
    await open();
    const { keyboard } = page.page;
    await keyboard.press('Tab');
    await keyboard.type('mew');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await expect.poll(() => page.message()).toBe('You are visitor number 1 of mew.');
    await keyboard.press('Escape');
    const focused = page.page.locator(':focus-visible');
    expect(await focused.textContent()).toBe('mew');
    const outline = await page.page.evaluate(
      "getComputedStyle(document.activeElement.closest('li')).outlineStyle",
    );
    expect(outline).toBe('solid');
    await keyboard.press('Tab');
    expect(await focused.textContent()).toBe('mewtwo');
  });

  it('plots the visits of the last hour that it saw, not those of minutes in which it did not watch', async () => {
    await open();
    const minute = (number: number) => page.page.clock.setFixedTime(Date.UTC(2030, 0, 1, 12, number));
    const sees = async (visits: number, counted: string) => {
      for (let count = 0; count < visits; count += 1) await visit('ekans');
      await expect.poll(() => page.count('ekans')).toBe(counted);
    };
    await minute(0);
    await page.page.reload();
    await page.isLive();
    await sees(2, '2');
    await page.hide(true);
    await minute(10);
    await visit('ekans');
    await page.hide(false);
    await sees(0, '3');
    await minute(20);
    await sees(1, '4');
    await page.card('ekans').click();
    await expect.poll(() => page.message()).toBe('You are visitor number 5 of ekans.');
    expect(await page.plot('watched')).toEqual({ 39.5: 20, 49.5: 20, 59.5: 20 });
    expect(await page.plot('bars')).toEqual({ 39.5: 20, 49.5: 0, 59.5: 20 });
    expect(await page.detail.innerText()).toContain('an hour at most: 4 in all, 2 at most in one.');

    await minute(75);
    await visit('ekans');
    await expect.poll(() => page.plot('bars')).toEqual({ 4.5: 20, 59.5: 10 });
    expect(await page.detail.innerText()).toContain('an hour at most: 3 in all, 2 at most in one.');
  });

  it('can be read, and visits, without JavaScript', async () => {
    await open(false);
    expect(await page.names()).toHaveLength(151);
    expect(await page.state()).toBe('Counts as they were when this page was loaded.');
    expect(await page.page.getByRole('searchbox').isVisible()).toBe(false);
    await page.card('onix').click();
    await page.page.waitForURL('**/onix');
    expect(JSON.parse(await page.page.locator('body').innerText())).toMatchObject({ data: { count: 1 } });
  });
});
