import { readFileSync } from 'node:fs';
import type { TlsSettings } from './settings.js';
import type { SettingsFault } from './settings-error.js';

/** Reads the authority's certificate of a store. Naming one switches TLS on. */
export function readTls(
  enabled: boolean | undefined,
  caVariable: string,
  caPath: string | undefined,
  faults: SettingsFault[],
): TlsSettings | undefined {
  if (caPath === undefined) return enabled ? {} : undefined;
  try {
    const ca = readFileSync(caPath, 'utf8');
    if (!ca.includes('-----BEGIN CERTIFICATE-----'))
      faults.push({ variable: caVariable, rule: 'must name a PEM file with a certificate' });
    return { ca };
  } catch (error) {
    faults.push({
      variable: caVariable,
      rule: `names a file that can't be read (${(error as NodeJS.ErrnoException).code})`,
    });
    return undefined;
  }
}
