import type { z } from 'zod';
import { variableGroups } from './variable-groups.js';
import { notesOf, type VariableNotes } from './variables.js';

const groups: readonly [string, Readonly<Record<string, z.ZodType>>][] = Object.entries(variableGroups);

/** `.env.example`: every variable with its meaning, commented out with its default or an example. */
export function environmentExample(): string {
  const head = [
    '# Every setting with its default, or with an example where it has none. `make docs` writes this file.',
  ];
  const sections = groups.flatMap(([group, variables]) => [
    '',
    `# --- ${group} ---`,
    ...Object.entries(variables).flatMap(([name, variable]) => {
      const notes = notesOf(variable);
      return ['', `# ${meaning(name, notes)}`, `# ${name}=${notes.default ?? notes.example ?? ''}`];
    }),
  ]);
  return [...head, ...sections, ''].join('\n');
}

/** The README's tables, one for each group. Their cells are not padded, so Prettier is told to leave them alone. */
export function settingsTables(): string {
  const tables = groups.map(([group, variables]) =>
    [
      `### ${group}`,
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
