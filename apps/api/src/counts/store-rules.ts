import { type Settings, SettingsError } from '@app/config';

/** @throws SettingsError that says what to do instead, if the counts are embedded */
export function requireRedis({ redis, service }: Settings): void {
  if (redis) return;
  const rule = `or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given. ${embedded(service.dataDir)}`;
  throw new SettingsError([{ variable: 'REDIS_HOST', rule }]);
}

/** @throws SettingsError that says what to do instead, if the database is embedded */
export function requireMysql({ database, service }: Settings): void {
  if (database) return;
  const rule = `must be given: the snapshot is in MySQL. ${embedded(service.dataDir)}`;
  throw new SettingsError([{ variable: 'DB_HOST', rule }]);
}

function embedded(dataDir: string): string {
  return `Embedded counts are in DATA_DIR (${dataDir}): stop the service, then copy that folder away or back`;
}
