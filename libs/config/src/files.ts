import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Findings } from './environment.js';

/** In bytes. The largest files that settings name are bundles of authorities: a few hundred kilobytes. */
const MAX_SIZE = 1_048_576;

/** Encryption with verification; `ca` is PEM, absent where the public authorities are trusted. */
export interface TlsSettings {
  ca?: string;
}

/**
 * Reads a secret from the file that `<NAME>_FILE` names, less one trailing newline. A secret that is given as an empty
 * value may stand beside its file.
 *
 * @param given the value of the variable `<NAME>` itself
 * @param path the value of `<NAME>_FILE`
 * @returns the secret; if the file is faulty, undefined after reporting it
 */
export function readSecretFile(
  name: string,
  given: string | undefined,
  path: string,
  findings: Findings,
): string | undefined {
  const variable = `${name}_FILE`;
  if (given) {
    findings.fault(variable, `must not be given together with ${name}: keep one of them`);
    return given;
  }
  const secret = readNamedFile(variable, path, findings)?.replace(/\r?\n$/, '');
  if (secret === '') findings.fault(variable, 'names an empty file');
  return secret;
}

/**
 * Reads the TLS settings of a store. Naming an authority switches TLS on; a file that holds several is trusted as a
 * whole, though only its first certificate is checked here.
 *
 * @param enabled the value of `<prefix>_TLS`
 * @param path the value of `<prefix>_TLS_CA`
 * @returns undefined where connections are not encrypted
 */
export function readTls(
  prefix: 'DB' | 'REDIS',
  enabled: boolean | undefined,
  path: string | undefined,
  findings: Findings,
): TlsSettings | undefined {
  if (path === undefined) return enabled ? {} : undefined;
  const variable = `${prefix}_TLS_CA`;
  if (enabled === false) findings.fault(`${prefix}_TLS`, `must not be false together with ${variable}`);
  const ca = readNamedFile(variable, path, findings);
  if (ca !== undefined && !isCertificate(ca))
    findings.fault(variable, 'must name a PEM file with a certificate');
  return { ca };
}

/** Reads a file as UTF-8; reports one that can't be read, is no regular file, or is larger than 1 MiB. */
function readNamedFile(variable: string, path: string, findings: Findings): string | undefined {
  try {
    const status = statSync(path);
    if (status.isFile() && status.size <= MAX_SIZE) return readFileSync(path, 'utf8');
    findings.fault(variable, 'must name a file of at most 1 MiB');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    findings.fault(variable, `names a file that can't be read (${code})`);
  }
  return undefined;
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
