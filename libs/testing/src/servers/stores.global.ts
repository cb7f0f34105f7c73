import type { TestProject } from 'vitest/node';
import { startMemcached, startMySql, startRedis } from './store.servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    mysqlPort: number;
    redisPort: number;
    memcachedPort: number;
  }
}

/** Starts one server of each kind for all specs that don't break them; each spec keeps to a schema or key of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [mysql, redis, memcached] = await Promise.all([startMySql(), startRedis(), startMemcached()]);
  project.provide('mysqlPort', mysql.port);
  project.provide('redisPort', redis.port);
  project.provide('memcachedPort', memcached.port);
  return async () => {
    await Promise.all([mysql.remove(), redis.remove(), memcached.remove()]);
  };
}
