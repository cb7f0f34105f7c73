import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import Negotiator from 'negotiator';

/** Stands for a count that is not known; the page's script writes the same. */
const UNKNOWN = '–';

/** Media types of the list; between those that the caller likes equally, the first wins. */
const offered = ['application/json', 'text/html'];

interface Row {
  name: string;
  type: string;
  count: number | null;
}

interface PageContent {
  data: readonly Row[];
  /** The name to continue after, null when nothing follows. */
  next: string | null;
  degraded: boolean;
  /** Rows a page, kept in the link to what follows. */
  limit: number;
}

/**
 * The Pokédex for browsers: `page.html` with a card for each Pokémon, so that it can be read before, or without, its
 * script. Its policy allows no script and no style but the file's own.
 */
@Injectable()
export class PokedexPage {
  private readonly file = readFileSync(new URL('page.html', import.meta.url), 'utf8');

  /** Replace the headers of data; the policy names script and style by their hashes (CSP 3, section 2.3.1). */
  readonly headers: Readonly<Record<string, string>> = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src ${sourceOf(this.file, 'script')}`,
      `style-src ${sourceOf(this.file, 'style')}`,
      // The icon, which is part of the page.
      'img-src data:',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
  };

  /** Whether a caller would rather have HTML than JSON (RFC 9110, section 12.5.1), as browsers would. */
  isPreferredBy(headers: IncomingHttpHeaders): boolean {
    return new Negotiator({ headers }).mediaType(offered) === 'text/html';
  }

  render({ data, next, degraded, limit }: PageContent): string {
    const parts: Readonly<Record<string, string>> = {
      state: degraded ? 'degraded' : 'static',
      cards: data.map(cardOf).join('\n'),
      next:
        next === null
          ? ''
          : `<p><a href="/?limit=${limit}&amp;after=${encodeURIComponent(next)}">More Pokémon</a></p>`,
    };
    return this.file.replace(/\{\{(\w+)\}\}/g, (_mark, part: string) => parts[part]!);
  }
}

function sourceOf(file: string, element: 'script' | 'style'): string {
  const [, content] = new RegExp(`<${element}>(.*)</${element}>`, 's').exec(file)!;
  return `'sha256-${hash('sha256', content!, 'base64')}'`;
}

function cardOf({ name, type, count }: Row): string {
  const shown = escape(name);
  const kind = escape(type);
  // The types are in Spanish. A crawler would count a visit at each link.
  return `<li data-name="${shown}" data-type="${kind}"><a href="/${encodeURIComponent(name)}" rel="nofollow">${shown}</a><span lang="es">${kind}</span><span>Visits <b>${count ?? UNKNOWN}</b></span></li>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
