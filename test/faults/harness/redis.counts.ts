import { Redis } from 'ioredis';

/**
 * Reads the counts of all names past the service. They may be spread over several hashes and servers.
 *
 * @param ports of the servers; replicas are passed by
 */
export async function readCounts(ports: readonly number[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const port of ports) await addCounts(port, counts);
  return counts;
}

async function addCounts(port: number, counts: Map<string, number>): Promise<void> {
  const redis = new Redis({ host: '127.0.0.1', port });
  // The failed command rejects.
  redis.on('error', () => {});
  try {
    if ((await redis.role())[0] !== 'master') return;
    for (const key of await redis.keys('minipokedex:*counts')) {
      for (const [name, count] of Object.entries(await redis.hgetall(key))) {
        counts.set(name, (counts.get(name) ?? 0) + Number(count));
      }
    }
  } finally {
    redis.disconnect();
  }
}
