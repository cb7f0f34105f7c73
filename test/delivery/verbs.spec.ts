import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Scratch } from '@app/testing';

const files = ['Makefile', 'deploy/deploy.mk'];
const verbs = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, verb]) => verb);

describe('the verbs', () => {
  it.each(files)('of %s are all phony and explained', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(verbs(text, /^([a-z-]+):(?!=)/gm)).toEqual(verbs(text, /^\.PHONY: ([a-z-]+)$/gm));
    expect(verbs(text, /^([a-z-]+):.*## /gm)).toEqual(verbs(text, /^\.PHONY: ([a-z-]+)$/gm));
  });

  it('of development fit on a screen', async () => {
    using copy = new Scratch();
    const { output } = await copy.make('help');
    expect(verbs(output, /^ {2}([a-z-]+) /gm).length).toBeLessThanOrEqual(25);
    expect(output).toMatch(/^ {2}help-deploy /m);
    expect((await copy.make('help-deploy')).output).toMatch(/^ {2}deploy +Deploy/m);
  });

  it('name the program that is missing, and how to get it', async () => {
    using copy = new Scratch();
    const { status, output } = await copy.make('test-page', 'CHROMIUM=no-such-browser');
    expect(output).toContain('no-such-browser is not installed: apt-get install chromium');
    expect(status).not.toBe(0);
  });
});
