import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cacheVariables, memcachedVariables } from './groups/cache.js';
import { migrationVariables, mysqlVariables } from './groups/mysql.js';
import { redisVariables } from './groups/redis.js';
import { serviceVariables } from './groups/service.js';
import { tracingVariables } from './groups/tracing.js';
import { notesOf, type Variable } from './variables.js';

/** Every environment variable that the project reads, with the titles and in the order of the documentation. */
const groups = Object.entries<Readonly<Record<string, Variable>>>({
  Service: serviceVariables,
  MySQL: mysqlVariables,
  Migrations: migrationVariables,
  Redis: redisVariables,
  Memcached: memcachedVariables,
  Cache: cacheVariables,
  Tracing: tracingVariables,
});
const variables = groups.flatMap(([, group]) => Object.entries(group));

describe('the generated documents', () => {
  it('.env.example is what the variables declare (make docs writes it)', async () => {
    const head =
      '# Every setting with its default, or with an example where it has none. `make docs` writes this file.';
    const sections = groups.map(([title, group]) => {
      const settings = Object.entries(group).map(([name, variable]) => {
        const value = variable.parse(undefined) ?? notesOf(variable).example ?? '';
        return `\n# ${meaning(name, variable)}\n# ${name}=${value}\n`;
      });
      return `\n# --- ${title} ---\n${settings.join('')}`;
    });
    await expect(`${head}\n${sections.join('')}`).toMatchFileSnapshot('../../../.env.example');
  });

  // The whole file is the snapshot, so that `vitest --update` writes it and keeps the text around the tables.
  it('docs/settings.md has the tables that the variables declare (make docs writes them)', async () => {
    // Prettier would pad the cells.
    const head = '<!-- prettier-ignore -->\n| Variable | Default | Meaning |\n| --- | --- | --- |\n';
    const tables = groups.map(([title, group]) => {
      const rows = Object.entries(group).map(([name, variable]) => {
        const standard = variable.parse(undefined);
        const cell = standard === undefined ? '' : `\`${standard}\``;
        return `| \`${name}\` | ${cell} | ${meaning(name, variable).replaceAll('|', '\\|')} |\n`;
      });
      return `## ${title}\n\n${head}${rows.join('')}\n`;
    });
    const text = readFileSync('docs/settings.md', 'utf8');
    const generatedPart = /(?<=<!-- settings:start -->\n\n).*(?=<!-- settings:end -->)/s;
    expect(text).toMatch(generatedPart);
    const upToDate = text.replace(generatedPart, () => tables.join(''));
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
    const { DB_TIMEOUT_MS } = mysqlVariables;
    const { REDIS_TIMEOUT_MS } = redisVariables;
    const { MEMCACHED_TIMEOUT_MS } = memcachedVariables;
    const longest = [DB_TIMEOUT_MS, REDIS_TIMEOUT_MS, MEMCACHED_TIMEOUT_MS].map(
      (variable) => notesOf(variable).max ?? Infinity,
    );
    expect(longest.reduce((sum, milliseconds) => sum + milliseconds)).toBeLessThan(2000);
  });
});

function meaning(name: string, variable: Variable): string {
  const { description, min, max, words, secret } = notesOf(variable);
  return [
    description,
    ...(min === undefined ? [] : [`From ${min} to ${max}.`]),
    ...(words ? [`One of ${words.map((word) => `\`${word}\``).join(', ')}.`] : []),
    ...(secret ? [`Also read from the file that \`${name}_FILE\` names.`] : []),
  ].join(' ');
}
