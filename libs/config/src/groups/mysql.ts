import { type Findings, parseEnvironment } from '../environment.js';
import { readTls } from '../files.js';
import { flag, host, integer, port, secret, text, type ValuesOf } from '../variables.js';

/**
 * The longest deadlines of MySQL, Redis and Memcached add up to 1.8 s, so that an answer that waits for all three takes
 * less than 2 s.
 */
export const mysqlVariables = {
  DB_HOST: host()
    .optional()
    .describe('MySQL server; without it the embedded database is used.')
    .meta({ example: 'localhost' }),
  DB_PORT: port().default(3306).describe('Port of MySQL.'),
  DB_USER: text().default('minipokedex').describe('User of the service.'),
  DB_PASSWORD: secret({ mayBeEmpty: true })
    .optional()
    .describe('Its password; must be given with `DB_HOST`, if only as an empty value.'),
  DB_NAME: text().default('minipokedex').describe('Schema.'),
  DB_TLS: flag()
    .optional()
    .describe('Encrypt connections to MySQL and verify its certificate; off if not given.')
    .meta({ example: 'true' }),
  DB_TLS_CA: text()
    .optional()
    .describe('PEM file of the authority to trust, if not a public one. Implies `DB_TLS`.')
    .meta({ example: '/etc/mysql/ca.pem' }),
  DB_POOL_SIZE: integer(1, 1000).default(10).describe('Connections to MySQL at most.'),
  DB_TIMEOUT_MS: integer(10, 1000).default(800).describe('Deadline of a query, connecting included.'),
};

export const migrationVariables = {
  DB_MIGRATION_USER: text()
    .optional()
    .describe('User of the migrations; read by `migrate` alone.')
    .meta({ example: 'migrator' }),
  DB_MIGRATION_PASSWORD: secret({ mayBeEmpty: true }).optional().describe('Its password.'),
  DB_MIGRATION_WAIT_S: integer(0, 3600)
    .default(60)
    .describe('How long `migrate` waits for MySQL, and for another run to end.'),
};

type MysqlValues = ValuesOf<typeof mysqlVariables>;

/** Where MySQL is and who connects to it. */
export type MysqlServerSettings = ReturnType<typeof readServer>;
export type DatabaseSettings = NonNullable<ReturnType<typeof readMysql>>;
/** Settings of the migrations: `admin` migrates, `service` is the user it prepares. */
export type MigrationSettings = ReturnType<typeof readMigrationSettings>;

/** Maps the variables of MySQL; undefined without a host. */
export function readMysql(values: MysqlValues, findings: Findings) {
  if (values.DB_HOST === undefined) {
    if (values.DB_PASSWORD)
      findings.warnings.push('DB_PASSWORD is given without DB_HOST: the embedded database is used');
    return undefined;
  }
  return {
    ...readServer(values.DB_HOST, values, findings),
    poolSize: values.DB_POOL_SIZE,
    timeoutMs: values.DB_TIMEOUT_MS,
  };
}

/**
 * Reads the settings of the migrations, which need MySQL and a user of their own.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readMigrationSettings(environment: NodeJS.ProcessEnv) {
  const { values, findings } = parseEnvironment(environment, { ...mysqlVariables, ...migrationVariables });
  const required = (name: 'DB_HOST' | 'DB_MIGRATION_USER' | 'DB_MIGRATION_PASSWORD') => {
    if (values[name] === undefined) findings.fault(name, 'must be given to migrate');
    return values[name] ?? '';
  };
  const server = readServer(required('DB_HOST'), values, findings);
  const admin = {
    ...server,
    user: required('DB_MIGRATION_USER'),
    password: required('DB_MIGRATION_PASSWORD'),
  };
  if (admin.user === server.user)
    findings.fault('DB_MIGRATION_USER', 'must differ from DB_USER, whose privileges the migration restricts');
  findings.throwIfFaulty();
  return {
    admin,
    service: { user: server.user, password: server.password },
    waitS: values.DB_MIGRATION_WAIT_S,
    warnings: findings.warnings,
  };
}

function readServer(hostname: string, values: MysqlValues, findings: Findings) {
  if (values.DB_PASSWORD === undefined)
    findings.fault('DB_PASSWORD', 'must be given with DB_HOST (as an empty value if there is none)');
  return {
    host: hostname,
    port: values.DB_PORT,
    user: values.DB_USER,
    password: values.DB_PASSWORD ?? '',
    name: values.DB_NAME,
    tls: readTls('DB', values.DB_TLS, values.DB_TLS_CA, findings),
  };
}
