import { resolveSecretFiles } from './secret-files.js';
import { resolveServiceLinks } from './service-links.js';
import { SettingsError, type SettingsFault } from './settings-error.js';
import { type Environment, environmentSchema, secretNames } from './settings.schema.js';

/** Variables whose empty value means something: an empty password is one. */
const emptyMeansEmpty = new Set(['DB_PASSWORD', 'DB_MIGRATION_PASSWORD']);

/** The validated variables with what was noticed on the way. */
export interface ParsedEnvironment {
  values: Partial<Environment>;
  faults: SettingsFault[];
  warnings: string[];
}

/**
 * Validates the environment. An empty value counts as not given, save for the database's passwords.
 *
 * Values that break a rule are left out of `values` and named in `faults`, so that a caller can check rules between
 * variables too before it reports all faults together.
 */
export function parseEnvironment(environment: NodeJS.ProcessEnv): ParsedEnvironment {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== '' || emptyMeansEmpty.has(name)),
  );
  const links = resolveServiceLinks(given);
  const secrets = resolveSecretFiles(links.environment, secretNames);
  const faults = [...secrets.faults];
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(environmentSchema.shape)) {
    const parsed = schema.safeParse(secrets.environment[name]);
    if (parsed.success) values[name] = parsed.data;
    else faults.push({ variable: name, rule: parsed.error.issues[0]?.message ?? 'is invalid' });
  }
  return { values: values as Partial<Environment>, faults, warnings: links.warnings };
}

/** @throws SettingsError that lists all faults, if there is one */
export function assertNoFaults(faults: readonly SettingsFault[]): void {
  if (faults.length > 0) throw new SettingsError(faults);
}
