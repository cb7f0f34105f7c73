import { cacheVariables, memcachedVariables } from './groups/cache.js';
import { migrationVariables, mysqlVariables } from './groups/mysql.js';
import { redisVariables } from './groups/redis.js';
import { serviceVariables } from './groups/service.js';
import { tracingVariables } from './groups/tracing.js';
import { notesOf, type Variable, type VariableNotes } from './variables.js';

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
    '',
    `# --- ${title} ---`,
    ...Object.entries(variables).flatMap(([name, variable]) => {
      const notes = notesOf(variable);
      return ['', `# ${meaning(name, notes)}`, `# ${name}=${notes.default ?? notes.example ?? ''}`];
    }),
  ]);
  return [head, ...sections, ''].join('\n');
}

/** The tables of docs/settings.md, one a group. Their cells are not padded, so Prettier must ignore them. */
export function settingsTables(): string {
  const tables = documentedGroups.map(([title, variables]) =>
    [
      `## ${title}`,
      '',
      '<!-- prettier-ignore -->',
      '| Variable | Default | Meaning |',
      '| --- | --- | --- |',
      ...Object.entries(variables).map(([name, variable]) => row(name, notesOf(variable))),
    ].join('\n'),
  );
  return tables.join('\n\n');
}

function row(name: string, notes: VariableNotes): string {
  const standard = notes.default === undefined ? '' : `\`${notes.default}\``;
  return `| \`${name}\` | ${standard} | ${meaning(name, notes).replaceAll('|', '\\|')} |`;
}

function meaning(name: string, { description, min, max, words, secret }: VariableNotes): string {
  return [
    description,
    ...(min === undefined ? [] : [`From ${min} to ${max}.`]),
    ...(words ? [`One of ${words.map((word) => `\`${word}\``).join(', ')}.`] : []),
    ...(secret ? [`Also read from the file that \`${name}_FILE\` names.`] : []),
  ].join(' ');
}
