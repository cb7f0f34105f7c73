import type { z } from 'zod';
import { resolveSecretFiles } from './secret-files.js';
import { resolveServiceLinks } from './service-links.js';
import { SettingsFaults } from './settings-faults.js';
import { notesOf } from './variables.js';

/** Variables whose empty value means something: an empty password is one. */
const emptyMeansEmpty = new Set(['DB_PASSWORD', 'DB_MIGRATION_PASSWORD']);

/** The validated variables with what was noticed on the way. */
export interface ParsedEnvironment<Values> {
  /** A variable that breaks a rule counts as not given here: it is in `faults`. */
  values: Values;
  faults: SettingsFaults;
  warnings: string[];
}

/**
 * Validates the variables of a schema, and reads no others. White space around a value is dropped, save for secrets;
 * an empty value counts as not given, save for the database's passwords.
 *
 * Does not throw on a fault, so that rules between variables can be checked before all faults are reported.
 *
 * @param schema each variable accepts `undefined`
 */
export function parseEnvironment<Schema extends z.ZodObject<Record<string, z.ZodType>>>(
  environment: NodeJS.ProcessEnv,
  schema: Schema,
): ParsedEnvironment<z.output<Schema>> {
  const faults = new SettingsFaults();
  const names = Object.keys(schema.shape);
  const secretNames = names.filter((name) => notesOf(schema.shape[name]!).secret);
  const given = pickGiven(environment, names, secretNames);
  const links = resolveServiceLinks(given);
  const resolved = resolveSecretFiles(links.environment, secretNames, faults);
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(schema.shape)) {
    const parsed = variable.safeParse(resolved[name]);
    for (const issue of parsed.error?.issues ?? []) faults.add(name, issue.message);
    values[name] = parsed.success ? parsed.data : variable.parse(undefined);
  }
  return { values: values as z.output<Schema>, faults, warnings: links.warnings };
}

function pickGiven(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
  secretNames: readonly string[],
): NodeJS.ProcessEnv {
  const given: NodeJS.ProcessEnv = {};
  for (const name of [...names, ...secretNames.map((secret) => `${secret}_FILE`)]) {
    const value = secretNames.includes(name) ? environment[name] : environment[name]?.trim();
    if (value !== '' || emptyMeansEmpty.has(name)) given[name] = value;
  }
  return given;
}
