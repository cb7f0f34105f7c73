import { readFileSync, statSync } from 'node:fs';
import type { SettingsFaults } from './settings-faults.js';

/** In bytes. The largest files that settings name are bundles of authorities: a few hundred kilobytes. */
const MAX_SIZE = 1_048_576;

/**
 * Reads the file that a variable names, as UTF-8.
 *
 * @returns undefined after adding a fault, if it can't be read, is no regular file, or is larger than 1 MiB
 */
export function readNamedFile(variable: string, path: string, faults: SettingsFaults): string | undefined {
  try {
    const status = statSync(path);
    if (status.isFile() && status.size <= MAX_SIZE) return readFileSync(path, 'utf8');
    faults.add(variable, 'must name a file of at most 1 MiB');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.add(variable, `names a file that can't be read (${code})`);
  }
  return undefined;
}
