import type { ServerMetric } from '@app/stores';
import type { EntityManager } from 'typeorm';

type Status = Record<string, string>;

/** How near MySQL is to refusing pods, which it does for all when others hold its connections. */
export const MYSQL_METRICS: readonly ServerMetric<Status>[] = [
  {
    name: 'database_mysql_connections_ratio',
    help: 'Share of max_connections that is in use, by whomever.',
    of: (status) => Number(status['Threads_connected']) / Number(status['max_connections']),
  },
  {
    name: 'database_mysql_refused_connections_total',
    help: 'Connections that MySQL refused since max_connections were in use.',
    of: (status) => Number(status['Connection_errors_max_connections']),
  },
];

/** Reads what needs no privilege. */
export async function readStatus(manager: EntityManager): Promise<Status[]> {
  const rows = await manager.query<{ name: string; value: string }[]>(
    `SELECT variable_name AS name, variable_value AS value FROM performance_schema.global_status
     WHERE variable_name IN ('Threads_connected', 'Connection_errors_max_connections')
     UNION ALL SELECT 'max_connections', @@GLOBAL.max_connections`,
  );
  return [Object.fromEntries(rows.map(({ name, value }) => [name, value]))];
}
