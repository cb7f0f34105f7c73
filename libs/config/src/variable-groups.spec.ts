import { describe, expect, it } from 'vitest';
import { variableGroups } from './variable-groups.js';
import { notesOf } from './variables.js';

const variables = Object.values(variableGroups).flatMap((group) => Object.entries(group));

describe('the schema of the environment', () => {
  it('names each variable once', () => {
    const names = variables.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(variables)('%s has a sentence, and its example or default is valid', (_, variable) => {
    const { description, default: standard, example } = notesOf(variable);
    expect(description).toMatch(/^[A-Z`].*\.$/);
    const documented = standard ?? example;
    expect(
      variable.safeParse(documented === undefined ? undefined : String(documented)).error,
    ).toBeUndefined();
  });

  it.each(variables.filter(([, variable]) => notesOf(variable).default !== undefined))(
    '%s has the default that is documented',
    (_, variable) => {
      expect(variable.parse(undefined)).toEqual(notesOf(variable).default);
    },
  );

  it('keeps the longest wait for all stores under the two seconds of an answer', () => {
    const { DB_TIMEOUT_MS } = variableGroups.MySQL;
    const { REDIS_TIMEOUT_MS } = variableGroups.Redis;
    const { MEMCACHED_TIMEOUT_MS } = variableGroups.Memcached;
    const longest = [DB_TIMEOUT_MS, REDIS_TIMEOUT_MS, MEMCACHED_TIMEOUT_MS].map(
      (variable) => notesOf(variable).max ?? Infinity,
    );
    expect(longest.reduce((sum, milliseconds) => sum + milliseconds)).toBeLessThan(2000);
  });
});
