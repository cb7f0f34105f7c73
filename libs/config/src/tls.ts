import { X509Certificate } from 'node:crypto';
import { readNamedFile } from './named-file.js';
import type { SettingsFaults } from './settings-faults.js';
import type { TlsSettings } from './settings.js';

/** The TLS variables of a store, `<prefix>_TLS` and `<prefix>_TLS_CA`. */
interface TlsVariables {
  prefix: 'DB' | 'REDIS';
  enabled: boolean | undefined;
  caPath: string | undefined;
}

/**
 * Reads the TLS settings of a store. Naming an authority switches TLS on; a file that holds several is trusted as a
 * whole, though only its first certificate is checked here.
 *
 * @returns undefined where connections are not encrypted
 */
export function readTls(
  { prefix, enabled, caPath }: TlsVariables,
  faults: SettingsFaults,
): TlsSettings | undefined {
  if (caPath === undefined) return enabled ? {} : undefined;
  if (enabled === false) faults.add(`${prefix}_TLS`, `must not be false together with ${prefix}_TLS_CA`);
  const ca = readNamedFile(`${prefix}_TLS_CA`, caPath, faults);
  if (ca !== undefined && !isCertificate(ca))
    faults.add(`${prefix}_TLS_CA`, 'must name a PEM file with a certificate');
  return { ca };
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
