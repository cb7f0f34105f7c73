import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, vi } from 'vitest';

/** Chromium, Chrome or Edge; `make test-page` finds it. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Colours are painted, so that the browser resolves their notations. */
const CONTRASTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (...layers) => {
    for (const { color, opacity } of layers) {
      canvas.globalAlpha = opacity;
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  return Object.fromEntries([...document.querySelectorAll('li')].map((card) => {
    const paper = { color: getComputedStyle(card).backgroundColor, opacity: 1 };
    const { backgroundColor: color, opacity } = getComputedStyle(card, '::before');
    const grounds = [luminance(paper), luminance(paper, { color, opacity: Number(opacity) })];
    const inks = [...card.children].map((part) => luminance({ color: getComputedStyle(part).color, opacity: 1 }));
    return [card.dataset.type, Math.min(...inks.flatMap((ink) => grounds.map((ground) => contrast(ink, ground))))];
  }));
})()`;

/** Starts a browser without a window before the tests of the file, and closes it after them. */
export function useBrowser(): {
  open: (url: string, options?: BrowserContextOptions) => Promise<BrowserPage>;
} {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath });
  });
  afterAll(() => browser.close());
  return { open: (url, options) => BrowserPage.open(browser, url, options) };
}

/** The Pokédex in a browser, as a person uses it. */
export class BrowserPage {
  /** What the browser reported: errors, warnings, breaches of the Content-Security-Policy. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Opens it in a session of its own; waits until it is loaded, not until counts are live. */
  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<BrowserPage> {
    const context = await browser.newContext(options);
    const opened = new BrowserPage(await context.newPage());
    await opened.page.goto(url);
    return opened;
  }

  /** The card of a Pokémon. */
  card(name: string): Locator {
    return this.page.locator(`li[data-name="${name}"]`);
  }

  /** What a Pokémon's card opens. */
  get detail(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The count on its card, as text. */
  count(name: string): Promise<string> {
    return this.card(name).locator('b').innerText();
  }

  /** Names on cards that can be seen, in their order. */
  names(): Promise<string[]> {
    return this.page.locator('li:visible > a').allTextContents();
  }

  /** The status of all counts. */
  state(): Promise<string> {
    return this.page.locator('main > [role=status]').innerText();
  }

  /** The message after a visit. */
  message(): Promise<string> {
    return this.page.locator('#said').innerText();
  }

  /** Lengths of the lines of a part of the plot, by their places: 60 is now, 0 an hour ago, 20 the longest. */
  async plot(part: 'watched' | 'bars'): Promise<Record<number, number>> {
    const lines = (await this.page.locator(`#${part}`).getAttribute('d'))!.matchAll(
      /M([\d.]+) 20v-([\d.]+)/g,
    );
    return Object.fromEntries([...lines].map(([, place, length]) => [place, Number(length)]));
  }

  /** Hides the page as another tab does, or shows it again. */
  async hide(hidden: boolean): Promise<void> {
    await this.page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
    );
  }

  /** Waits until its counts move by themselves. */
  async isLive(timeout = 20_000): Promise<void> {
    await vi.waitUntil(async () => (await this.state()) === 'Counts are live.', { timeout });
  }

  /** What axe-core finds amiss by the rules of WCAG 2.2, level AA, and good practice, a line each. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
  }

  /** The least contrast of the text on cards, over their shapes too, by type: WCAG 2.2 asks for 4.5. */
  contrasts(): Promise<Record<string, number>> {
    return this.page.evaluate(CONTRASTS);
  }

  /** @throws Error if the browser reported any */
  async closeWithoutErrors(): Promise<void> {
    await this.page.context().close();
    if (this.errors.length > 0) throw new Error(`the browser reported: ${this.errors.join('; ')}`);
  }
}
