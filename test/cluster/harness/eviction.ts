import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.js';
import type { Pod } from './pod.js';

/** Between two attempts, in milliseconds. */
const RETRY_MS = 500;

/**
 * Evicts pods all at once, as `kubectl drain` does: each again and again as long as a disruption budget forbids it. The
 * node stays usable, since there may be no other.
 *
 * @returns how many attempts were refused
 */
export async function evict(environment: Environment, selector: string): Promise<number> {
  const { items } = await environment.get<{ items: Pod[] }>('pods', `--selector=${selector}`);
  const refusals = await Promise.all(items.map(({ metadata }) => evictPod(environment, metadata.name)));
  return refusals.reduce((sum, count) => sum + count, 0);
}

async function evictPod(environment: Environment, name: string): Promise<number> {
  const { namespace } = environment;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  for (let refusals = 0; ; refusals++) {
    try {
      await environment.kubectl(['create', '--raw', path, '--filename', '-'], JSON.stringify(eviction));
      return refusals;
    } catch (error) {
      const { message } = error as Error;
      // An older one that was about to end anyway.
      if (message.includes('NotFound')) return refusals;
      if (!message.includes('disruption budget')) throw error;
      await sleep(RETRY_MS);
    }
  }
}
