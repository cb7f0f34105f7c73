import { describe, expect, it } from 'vitest';
import { prefersHtml } from './accepted-type.js';

describe('prefersHtml', () => {
  it.each([
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
    ['HTML alone', 'text/html'],
    ['text of any kind', 'text/*'],
    ['HTML before JSON', 'application/json;q=0.9, text/html'],
    ['HTML before anything', 'text/html;q=0.2, */*;q=0.1'],
  ])('%s gets HTML', (_who, accept) => {
    expect(prefersHtml({ headers: { accept } })).toBe(true);
  });

  it.each([
    ['nobody in particular', undefined],
    ['an empty header', ''],
    ['curl', '*/*'],
    ['JSON alone', 'application/json'],
    ['any application type', 'application/*, text/html;q=0.9'],
    ['JSON before HTML', 'text/html;q=0.5, application/json'],
    ['HTML refused', 'text/html;q=0, */*'],
    ['something else', 'image/png'],
    ['nonsense', ';;=,/'],
  ])('%s gets JSON', (_who, accept) => {
    expect(prefersHtml({ headers: { accept } })).toBe(false);
  });
});
