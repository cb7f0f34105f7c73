import { Redis } from 'ioredis';

/** Redis has 16 databases unless told otherwise; 0 is for specs that speak with Redis themselves. */
const DATABASES = 15;

/** Empties a database of a test server that no spec running beside this one uses, and returns its URL. */
export async function scratchCounts(port: number): Promise<string> {
  const redis = new Redis({ port });
  const number = await redis.incr('scratch-databases');
  const database = 1 + (number % DATABASES);
  await redis.select(database);
  await redis.flushdb();
  await redis.quit();
  return `redis://127.0.0.1:${port}/${database}`;
}
