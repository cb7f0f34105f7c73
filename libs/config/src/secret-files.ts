import { readFileSync } from 'node:fs';
import type { SettingsFault } from './settings-error.js';

/**
 * Replaces each `<NAME>_FILE` of a secret by the content of the file it names, less one trailing newline.
 *
 * @returns the environment with the secrets in place, and a fault for each file that can't be read or that stands
 * beside the variable itself
 */
export function resolveSecretFiles(
  environment: NodeJS.ProcessEnv,
  secretNames: readonly string[],
): { environment: NodeJS.ProcessEnv; faults: SettingsFault[] } {
  const resolved = { ...environment };
  const faults: SettingsFault[] = [];
  for (const name of secretNames) {
    const variable = `${name}_FILE`;
    const path = environment[variable];
    if (!path) continue;
    if (environment[name]) {
      faults.push({ variable, rule: `must not be given together with ${name}: keep one of them` });
      continue;
    }
    try {
      resolved[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      faults.push({
        variable,
        rule: `names a file that can't be read (${(error as NodeJS.ErrnoException).code})`,
      });
    }
  }
  return { environment: resolved, faults };
}
