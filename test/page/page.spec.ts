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

describe('the page', () => {
  afterEach(() => page.closeWithoutErrors());

  // First, since the counts of the others would be in the pictures.
  it.each<[file: string, options: BrowserContextOptions]>([
    ['page.png', { viewport: { width: 960, height: 640 } }],
    ['page-dark.png', { viewport: { width: 360, height: 640 }, colorScheme: 'dark' }],
  ])('has a picture %s, which is small', async (file, options) => {
    await open({ ...options, reducedMotion: 'reduce' });
    await isLive();
    for (const name of ['abra', 'bulbasaur', 'bulbasaur', 'arbok', 'articuno']) await visit(name);
    await expect.poll(() => page.count('articuno')).not.toBe('0');
    if (options.colorScheme === 'dark') await page.card('bulbasaur').click();
    const picture = await page.page.screenshot({ path: join(pictures, file) });
    expect(picture.length).toBeLessThan(MAX_PICTURE_BYTES);
  });

  it('shows all Pokémon, and says once that their counts are live', async () => {
    await open();
    await isLive();
    expect(await page.names()).toHaveLength(151);
    expect(await page.card('charmander').innerText()).toMatch(/^Charmander\s+fuego\s+Visits\s+\d+$/);
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

  it('is ordered by name, by type, or by visits while others come, but never under a pointer', async () => {
    await open();
    await isLive();
    const order = page.page.getByRole('combobox', { name: 'Order' });
    const [first, second] = ['zapdos', 'vulpix'];
    for (let count = 0; count < 9; count += 1) await visit(first);
    await expect.poll(() => page.count(first)).toBe('9');
    expect((await page.names())[0]).toBe('abra');
    await order.selectOption('Most visited first');
    expect((await page.names())[0]).toBe(first);

    await page.card(first).hover();
    for (let count = 0; count < 10; count += 1) await visit(second);
    await expect.poll(() => page.count(second)).toBe('10');
    expect((await page.names())[0]).toBe(first);
    await page.page.mouse.move(0, 0);
    await visit('abra');
    await expect.poll(async () => (await page.names())[0]).toBe(second);

    await order.selectOption('By type');
    expect(await page.page.locator('li').first().getAttribute('data-type')).toBe('agua');
    await order.selectOption('By name');
    expect(await page.names()).toEqual((await page.names()).toSorted());
  });

  it('needs no scrolling to the side at 320 pixels, and has links large enough for fingers', async () => {
    await open({ viewport: { width: 320, height: 640 } });
    await isLive();
    const box = await page.card('charmander').boundingBox();
    expect(box!.height).toBeGreaterThanOrEqual(40);
    // In a corner, far from the name.
    await page.card('charmander').click({ position: { x: box!.width - 5, y: box!.height - 5 } });
    await expect.poll(() => page.message()).toMatch('charmander');
    expect(await page.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const beyond =
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('dialog'))";
    expect(await page.page.evaluate(beyond)).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has no barrier that axe knows in %s colours', async (colorScheme) => {
    await open({ colorScheme, reducedMotion: 'reduce' });
    await page.page.getByRole('searchbox').fill('a');
    expect(await page.barriers()).toEqual([]);
    await page.card('abra').click();
    await expect.poll(() => page.message()).toMatch('abra');
    expect(await page.barriers()).toEqual([]);
    const paper = await page.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const brightness = paper.match(/\d+/g)!.reduce((sum, part) => sum + Number(part), 0) / 3;
    expect(brightness > 128).toBe(colorScheme === 'light');
  });

  it.each(['light', 'dark'] as const)(
    'has the contrast of WCAG AA on every card in %s colours',
    async (colorScheme) => {
      await open({ colorScheme });
      await page.page.evaluate("document.querySelector('[data-name=mew]').dataset.type = 'unknown'");
      const contrasts = Object.entries(await page.contrasts());
      expect(contrasts).toHaveLength(16);
      expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
    },
  );

  it('leaves its counts out of what a screen reader speaks of by itself', async () => {
    await open();
    const speaking = page.page.locator('[role=status] b, [aria-live] b, output b');
    expect(await speaking.count()).toBe(0);
  });

  it('follows the counts only while it is seen', async () => {
    await open();
    await isLive();
    await page.hide(true);
    await expect.poll(watchers).toContain('live_counts_watchers 0');
    await visit('zubat');
    await page.hide(false);
    await expect.poll(() => page.count('zubat')).toBe('1');
  });
});
