import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, vi } from 'vitest';

/** Chromium, Chrome or Edge; `make test-page` finds it. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

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

  /** The row of a Pokémon. */
  row(name: string): Locator {
    return this.page.locator(`tr[data-name="${name}"]`);
  }

  /** The count in its row, as text. */
  count(name: string): Promise<string> {
    return this.row(name).locator('td').last().innerText();
  }

  /** Names in rows that can be seen. */
  async names(): Promise<string[]> {
    return (await this.page.locator('tbody tr:visible th').allInnerTexts()).map((name) => name.trim());
  }

  /** The status of all counts. */
  state(): Promise<string> {
    return this.page.locator('main > [role=status]').first().innerText();
  }

  /** The message after a visit. */
  message(): Promise<string> {
    return this.page.locator('#said').innerText();
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

  /** @throws Error if the browser reported any */
  async closeWithoutErrors(): Promise<void> {
    await this.page.context().close();
    if (this.errors.length > 0) throw new Error(`the browser reported: ${this.errors.join('; ')}`);
  }
}
