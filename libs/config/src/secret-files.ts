import { readNamedFile } from './named-file.js';
import type { SettingsFaults } from './settings-faults.js';

/**
 * Puts the content of the file that `<NAME>_FILE` names in the place of each secret `<NAME>`, less one trailing newline.
 * A secret that is given as an empty value may stand beside its file.
 *
 * @returns the environment with the secrets in place; those whose file is faulty stay as they were given
 */
export function resolveSecretFiles(
  environment: NodeJS.ProcessEnv,
  secretNames: readonly string[],
  faults: SettingsFaults,
): NodeJS.ProcessEnv {
  const resolved = { ...environment };
  for (const name of secretNames) {
    const variable = `${name}_FILE`;
    const path = environment[variable];
    if (path === undefined) continue;
    if (environment[name]) {
      faults.add(variable, `must not be given together with ${name}: keep one of them`);
      continue;
    }
    const secret = readNamedFile(variable, path, faults)?.replace(/\r?\n$/, '');
    if (secret === '') faults.add(variable, 'names an empty file');
    resolved[name] = secret;
  }
  return resolved;
}
