import type { ParsedEnvironment } from './environment.js';
import type { DatabaseVariables } from './settings.schema.js';
import type { DatabaseSettings } from './settings.js';
import { readTls } from './tls.js';

/** Maps the `DB_*` variables of a configured MySQL. */
export function readDatabase(
  host: string,
  { values, faults }: ParsedEnvironment<DatabaseVariables>,
): DatabaseSettings {
  if (values.DB_PASSWORD === undefined)
    faults.add('DB_PASSWORD', 'must be given with DB_HOST (as an empty value if there is none)');
  return {
    host,
    port: values.DB_PORT,
    user: values.DB_USER,
    password: values.DB_PASSWORD ?? '',
    name: values.DB_NAME,
    tls: readTls({ prefix: 'DB', enabled: values.DB_TLS, caPath: values.DB_TLS_CA }, faults),
    poolSize: values.DB_POOL_SIZE,
    timeoutMs: values.DB_TIMEOUT_MS,
  };
}
