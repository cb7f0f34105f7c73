import type { ParsedEnvironment } from './environment.js';
import type { DatabaseSettings } from './settings.js';
import { readTls } from './tls.js';

/** Maps the `DB_*` variables; undefined without `DB_HOST`. */
export function readDatabase({ values, faults }: ParsedEnvironment): DatabaseSettings | undefined {
  const tls = readTls(values.DB_TLS, 'DB_TLS_CA', values.DB_TLS_CA, faults);
  if (values.DB_HOST === undefined) return undefined;
  if (
    values.DB_PASSWORD === undefined &&
    !faults.some(({ variable }) => variable.startsWith('DB_PASSWORD'))
  ) {
    faults.push({
      variable: 'DB_PASSWORD',
      rule: 'must be given with DB_HOST (as an empty value if there is none)',
    });
  }
  return {
    host: values.DB_HOST,
    port: values.DB_PORT!,
    user: values.DB_USER!,
    password: values.DB_PASSWORD ?? '',
    name: values.DB_NAME!,
    tls,
    poolSize: values.DB_POOL_SIZE!,
    timeoutMs: values.DB_TIMEOUT_MS!,
  };
}
