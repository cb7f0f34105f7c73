import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PokedexPage } from './pokedex.page.js';

const page = new PokedexPage();
const mew = { name: 'mew', type: 'psíquico', count: 7 };

const render = (part: Partial<Parameters<PokedexPage['render']>[0]> = {}) =>
  page.render({ data: [mew], next: null, degraded: false, limit: 50, ...part });

describe('PokedexPage', () => {
  it('has a card with a link and the count of each Pokémon', () => {
    expect(render()).toContain(
      '<li data-name="mew" data-type="psíquico"><a href="/mew" rel="nofollow">mew</a><span lang="es">psíquico</span><span>Visits <b>7</b></span></li>',
    );
  });

  it('leaves no mark of the file unfilled', () => {
    expect(render()).not.toMatch(/\{\{|undefined/);
  });

  it('escapes what comes from the catalogue', () => {
    const html = render({ data: [{ name: `a'"<&>$&`, type: '<script>', count: 1 }] });
    expect(html).toContain('data-name="a&#39;&#34;&#60;&#38;&#62;$&#38;"');
    expect(html).toContain('href="/a\'%22%3C%26%3E%24%26"');
    expect(html).toContain('data-type="&#60;script&#62;"');
  });

  it('says that counts are unavailable', () => {
    const html = render({ data: [{ ...mew, count: null }], degraded: true });
    expect(html).toContain('<body data-counts="degraded">');
    expect(html).toContain('<b>–</b>');
  });

  it('links to what follows, if something does', () => {
    expect(render({ next: 'mr. mime' })).toContain('<a href="/?limit=50&amp;after=mr.%20mime">');
    expect(render()).not.toContain('after=');
  });

  it('lets nothing run or look but its own script and style, by their hashes', () => {
    const html = render();
    for (const element of ['script', 'style']) {
      const contents = [...html.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))];
      expect(contents).toHaveLength(1);
      const digest = createHash('sha256').update(contents[0]![1]!).digest('base64');
      expect(page.headers['Content-Security-Policy']).toContain(`${element}-src 'sha256-${digest}'`);
    }
    expect(html).not.toMatch(/ (style|on[a-z]+)=/);
    expect(page.headers['Content-Security-Policy']).not.toMatch(/unsafe|\*|https?:/);
  });
});

it.each([
  ['preferred by a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
  ['preferred as HTML alone', 'text/html'],
  ['preferred as text of any kind', 'text/*'],
  ['preferred to JSON', 'application/json;q=0.9, text/html'],
  ['preferred to anything', 'text/html;q=0.2, */*;q=0.1'],
  ['not preferred by nobody in particular', undefined],
  ['not preferred by an empty header', ''],
  ['not preferred by curl', '*/*'],
  ['not preferred to JSON alone', 'application/json'],
  ['not preferred to any application type', 'application/*, text/html;q=0.9'],
  ['not preferred where JSON comes first', 'text/html;q=0.5, application/json'],
  ['not preferred where HTML is refused', 'text/html;q=0, */*'],
  ['not preferred to something else', 'image/png'],
  ['not preferred by nonsense', ';;=,/'],
])('the page is %s', (how, accept) => {
  expect(page.isPreferredBy({ accept })).toBe(how.startsWith('preferred'));
});
