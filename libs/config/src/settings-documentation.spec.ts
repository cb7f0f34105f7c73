import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { environmentExample, settingsTables } from './settings-documentation.js';

const readme = new URL('../../../README.md', import.meta.url);
const generatedPart = /(?<=<!-- settings:start -->\n).*(?=<!-- settings:end -->)/s;

it('.env.example is what the schema says (make docs writes it)', async () => {
  await expect(environmentExample()).toMatchFileSnapshot('../../../.env.example');
});

// The whole file is the snapshot, so that `vitest --update` writes it; what people wrote around the tables stays.
it("the README's tables are what the schema says (make docs writes them)", async () => {
  const text = readFileSync(readme, 'utf8');
  expect(text).toMatch(generatedPart);
  const upToDate = text.replace(generatedPart, () => `\n${settingsTables()}\n\n`);
  await expect(upToDate).toMatchFileSnapshot('../../../README.md');
});
