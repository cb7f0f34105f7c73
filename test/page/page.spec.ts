import { join } from 'node:path';
import { temporaryFolder } from '@app/testing';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';
import { type BrowserPage, useBrowser } from './browser.page.js';

const MAX_PICTURE_BYTES = 150_000;

const service = useService();
const browser = useBrowser();
/** As `make test-page SCREENSHOTS=docs` names it. */
const pictures = process.env['SCREENSHOTS'] ?? temporaryFolder(afterAll);
let page: BrowserPage;

const open = async (options?: BrowserContextOptions) => (page = await browser.open(service.url, options));
const isLive = () => page.isLive();
const visit = async (name: string) => (await fetch(`${service.url}/${name}`)).json();
const watchers = async () => (await fetch(`${service.metricsUrl}/metrics`)).text();

/** Hides the page as another tab does, or shows it again. */
async function hide(hidden: boolean): Promise<void> {
  await page.page.evaluate(
    `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
     document.dispatchEvent(new Event('visibilitychange'))`,
  );
}

describe('the page', () => {
  afterEach(() => page.closeWithoutErrors());

  // First, since the counts of the others would be in the pictures.
  it.each<[file: string, options: BrowserContextOptions]>([
    ['page.png', { viewport: { width: 720, height: 600 } }],
    ['page-dark.png', { viewport: { width: 360, height: 600 }, colorScheme: 'dark' }],
  ])('has a picture %s, which is small', async (file, options) => {
    await open({ ...options, reducedMotion: 'reduce' });
    for (const name of ['abra', 'bulbasaur', 'bulbasaur', 'arbok', 'articuno']) await visit(name);
    await page.row('bulbasaur').getByRole('link').click();
    await expect.poll(() => page.message()).toMatch('bulbasaur');
    await isLive();
    await page.page.locator('h1').click();
    const picture = await page.page.screenshot({ path: join(pictures, file) });
    expect(picture.length).toBeLessThan(MAX_PICTURE_BYTES);
  });

  it('shows all Pokémon, and says once that their counts are live', async () => {
    await open();
    await isLive();
    expect(await page.names()).toHaveLength(151);
    expect(await page.row('charmander').innerText()).toMatch(/^charmander\s+fuego\s+\d+$/);
  });

  it('moves a count when another client visits, with a flash', async () => {
    await open({ reducedMotion: 'no-preference' });
    await isLive();
    expect(await page.count('pikachu')).toBe('0');
    await visit('pikachu');
    await expect.poll(() => page.count('pikachu')).toBe('1');
    expect(await page.page.evaluate('document.getAnimations().length')).toBe(1);
    expect(await page.message()).toBe('');
  });

  it('moves it without a flash for those who ask for less motion', async () => {
    await open({ reducedMotion: 'reduce' });
    await isLive();
    await visit('raichu');
    await expect.poll(() => page.count('raichu')).toBe('1');
    expect(await page.page.evaluate('document.getAnimations().length')).toBe(0);
  });

  it('visits by a click, and tells the number of the visit', async () => {
    await open();
    await visit('mewtwo');
    await page.row('mewtwo').getByRole('link').click();
    await expect.poll(() => page.message()).toBe('You are visitor number 2 of mewtwo.');
    expect(await page.count('mewtwo')).toBe('2');
    expect(await visit('mewtwo')).toMatchObject({ data: { count: 3 } });
    expect(page.page.url()).toBe(`${service.url}/`);
  });

  it('filters by name and type, blind to case and accents', async () => {
    await open();
    const filter = page.page.getByRole('searchbox', { name: 'Filter by name or type' });
    await filter.fill('ELECTR');
    const names = await page.names();
    expect(names).toContain('electrode');
    expect(names).toContain('jolteon');
    expect(names).not.toContain('mew');
    const shown = page.page.locator('output');
    expect(await shown.innerText()).toBe(`${names.length} of 151 shown`);
    await filter.fill('nothing like this');
    expect(await shown.innerText()).toBe('0 of 151 shown');
    await filter.fill('');
    expect(await page.names()).toHaveLength(151);
    expect(await shown.innerText()).toBe('');
  });

  it('is used with the keyboard alone, and shows where it is', async () => {
    await open();
    const { keyboard } = page.page;
    await keyboard.press('Tab');
    await keyboard.type('mew');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await expect.poll(() => page.message()).toBe('You are visitor number 1 of mew.');
    const focused = page.page.locator(':focus-visible');
    expect(await focused.innerText()).toBe('mew');
    const outline = await page.page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await keyboard.press('Tab');
    expect(await focused.innerText()).toBe('mewtwo');
  });

  it('needs no scrolling to the side at 320 pixels, and has links large enough for fingers', async () => {
    await open({ viewport: { width: 320, height: 640 } });
    await isLive();
    expect(await page.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const box = await page.row('charmander').getByRole('link').boundingBox();
    expect(box!.height).toBeGreaterThanOrEqual(40);
  });

  it.each(['light', 'dark'] as const)('has no barrier that axe knows in %s colours', async (colorScheme) => {
    await open({ colorScheme, reducedMotion: 'reduce' });
    await page.row('abra').getByRole('link').click();
    await expect.poll(() => page.message()).toMatch('abra');
    await page.page.getByRole('searchbox').fill('a');
    expect(await page.barriers()).toEqual([]);
    const paper = await page.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const brightness = paper.match(/\d+/g)!.reduce((sum, part) => sum + Number(part), 0) / 3;
    expect(brightness > 128).toBe(colorScheme === 'light');
  });

  it('leaves its counts out of what a screen reader speaks of by itself', async () => {
    await open();
    const speaking = page.page.locator('[role=status] td, [aria-live] td, output td');
    expect(await speaking.count()).toBe(0);
  });

  it('follows the counts only while it is seen', async () => {
    await open();
    await isLive();
    await hide(true);
    await expect.poll(watchers).toContain('live_counts_watchers 0');
    await visit('zubat');
    await hide(false);
    await expect.poll(() => page.count('zubat')).toBe('1');
  });

  it('can be read, and visits, without JavaScript', async () => {
    await open({ javaScriptEnabled: false });
    expect(await page.names()).toHaveLength(151);
    expect(await page.state()).toBe('Counts as they were when this page was loaded.');
    expect(await page.page.getByRole('searchbox').isVisible()).toBe(false);
    await page.row('onix').getByRole('link').click();
    await page.page.waitForURL('**/onix');
    expect(JSON.parse(await page.page.locator('body').innerText())).toMatchObject({ data: { count: 1 } });
  });
});
