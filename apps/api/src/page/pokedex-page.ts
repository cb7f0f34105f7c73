import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { ListQuery } from '../pokemon/list-query.js';
import type { CountedPokemon, PokemonPage } from '../pokemon/pokemon.service.js';

/** Stands for a count that is not known; the page's script writes the same. */
const UNKNOWN = '–';

/**
 * The Pokédex for browsers: `page.html` with a row for each Pokémon, so that it can be read before, or without, its
 * script. Nothing in it may run, or look, but by the file's own script and style.
 */
@Injectable()
export class PokedexPage {
  private readonly file = readFileSync(new URL('page.html', import.meta.url), 'utf8');

  /** Of the page in place of those of data; the policy names script and style by what is in them (CSP 3, 2.3.1). */
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

  /** @param limit as it was asked for, to be kept in the link to what follows */
  render({ data, next, degraded }: PokemonPage, { limit }: Pick<ListQuery, 'limit'>): string {
    const parts: Readonly<Record<string, string>> = {
      state: degraded ? 'degraded' : 'static',
      rows: data.map(rowOf).join('\n'),
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

function rowOf({ name, type, count }: CountedPokemon): string {
  const shown = escape(name);
  // The types are in Spanish. A crawler would count a visit at each link.
  return `<tr data-name="${shown}"><th scope="row"><a href="/${encodeURIComponent(name)}" rel="nofollow">${shown}</a></th><td lang="es">${escape(type)}</td><td>${count ?? UNKNOWN}</td></tr>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
