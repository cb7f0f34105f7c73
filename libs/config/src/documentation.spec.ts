import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentedGroups, environmentExample, settingsTables } from './documentation.js';
import { mysqlVariables } from './groups/mysql.js';
import { redisVariables } from './groups/redis.js';
import { memcachedVariables } from './groups/cache.js';
import { notesOf } from './variables.js';

const variables = documentedGroups.flatMap(([, group]) => Object.entries(group));

describe('the generated documents', () => {
  it('.env.example is what the variables declare (make docs writes it)', async () => {
    await expect(environmentExample()).toMatchFileSnapshot('../../../.env.example');
  });

  // The whole file is the snapshot, so that `vitest --update` writes it and keeps the text around the tables.
  it('docs/settings.md has the tables that the variables declare (make docs writes them)', async () => {
    const text = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
    const generatedPart = /(?<=<!-- settings:start -->\n).*(?=<!-- settings:end -->)/s;
    expect(text).toMatch(generatedPart);
    const upToDate = text.replace(generatedPart, () => `\n${settingsTables()}\n`);
    await expect(upToDate).toMatchFileSnapshot('../../../docs/settings.md');
  });
});

describe('the variables', () => {
  it('have a name each', () => {
    const names = variables.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(variables)('%s has a sentence, and its example or default is valid', (_, variable) => {
    const { description, example } = notesOf(variable);
    expect(description).toMatch(/^[A-Z`].*\.$/);
    const documented = String(variable.parse(undefined) ?? example ?? '');
    expect(variable.safeParse(documented || undefined).error).toBeUndefined();
  });

  it('keep the longest wait for all stores under the two seconds of an answer', () => {
    const deadlines = [
      mysqlVariables.DB_TIMEOUT_MS,
      redisVariables.REDIS_TIMEOUT_MS,
      memcachedVariables.MEMCACHED_TIMEOUT_MS,
    ];
    const longest = deadlines.map((variable) => notesOf(variable).max ?? Infinity);
    expect(longest.reduce((sum, milliseconds) => sum + milliseconds)).toBeLessThan(2000);
  });
});
