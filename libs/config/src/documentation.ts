import { cacheVariables, memcachedVariables } from './groups/cache.js';
import { migrationVariables, mysqlVariables } from './groups/mysql.js';
import { redisVariables } from './groups/redis.js';
import { serviceVariables } from './groups/service.js';
import { tracingVariables } from './groups/tracing.js';
import { notesOf, type Variable } from './variables.js';

/** Every environment variable that the project reads, with the titles and in the order of the documentation. */
export const documentedGroups: [title: string, variables: Readonly<Record<string, Variable>>][] = [
  ['Service', serviceVariables],
  ['MySQL', mysqlVariables],
  ['Migrations', migrationVariables],
  ['Redis', redisVariables],
  ['Memcached', memcachedVariables],
  ['Cache', cacheVariables],
  ['Tracing', tracingVariables],
];

/** `.env.example`: every variable with its meaning, commented out with its default or an example. */
export function environmentExample(): string {
  const head =
    '# Every setting with its default, or with an example where it has none. `make docs` writes this file.';
  const sections = documentedGroups.flatMap(([title, variables]) => [
    `\n# --- ${title} ---`,
    ...Object.entries(variables).map(([name, variable]) => {
      const value = variable.parse(undefined) ?? notesOf(variable).example ?? '';
      return `\n# ${meaning(name, variable)}\n# ${name}=${value}`;
    }),
  ]);
  return [head, ...sections, ''].join('\n');
}

/** The tables of docs/settings.md, one a group. Their cells are not padded, so Prettier must ignore them. */
export function settingsTables(): string {
  const tables = documentedGroups.map(([title, variables]) => {
    const rows = Object.entries(variables).map(([name, variable]) => {
      const standard = variable.parse(undefined);
      const cell = standard === undefined ? '' : `\`${standard}\``;
      return `| \`${name}\` | ${cell} | ${meaning(name, variable).replaceAll('|', '\\|')} |\n`;
    });
    const head = '<!-- prettier-ignore -->\n| Variable | Default | Meaning |\n| --- | --- | --- |\n';
    return `## ${title}\n\n${head}${rows.join('')}`;
  });
  return tables.join('\n');
}

function meaning(name: string, variable: Variable): string {
  const { description, min, max, words, secret } = notesOf(variable);
  return [
    description,
    ...(min === undefined ? [] : [`From ${min} to ${max}.`]),
    ...(words ? [`One of ${words.map((word) => `\`${word}\``).join(', ')}.`] : []),
    ...(secret ? [`Also read from the file that \`${name}_FILE\` names.`] : []),
  ].join(' ');
}
