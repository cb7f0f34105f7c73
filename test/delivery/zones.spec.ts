import { beforeAll, describe, expect, it } from 'vitest';
import { type Manifest, Manifests } from './manifests.js';

let production: Manifests;
beforeAll(() => {
  production = new Manifests('production');
});

const selects = (labels: Record<string, string>, { spec }: Manifest) =>
  Object.entries(labels).every(([key, value]) => spec.template?.metadata.labels[key] === value);

/** What has more than one pod. */
const WORKLOADS = [
  ['Deployment', 'minipokedex'],
  ['StatefulSet', 'redis'],
] as const;

describe('production, when a zone fails', () => {
  it.each(WORKLOADS)('has pods of %s %s in the others', (kind, name) => {
    const workload = production.find(kind, name);
    const constraints = workload.spec.template?.spec.topologySpreadConstraints ?? [];
    expect(constraints.map(({ topologyKey }) => topologyKey).toSorted()).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
    for (const { maxSkew, labelSelector } of constraints) {
      expect(maxSkew).toBe(1);
      expect(selects(labelSelector.matchLabels, workload)).toBe(true);
    }
  });

  it('has three pods of each at least', () => {
    expect(production.find('HorizontalPodAutoscaler', 'minipokedex').spec.minReplicas).toBeGreaterThanOrEqual(
      3,
    );
    expect(production.find('StatefulSet', 'redis').spec.replicas).toBeGreaterThanOrEqual(3);
  });

  it.each(WORKLOADS)('lets nobody take the pods of %s %s besides, but one', (kind, name) => {
    const budget = production.find('PodDisruptionBudget', name);
    expect(budget.spec.maxUnavailable).toBe(1);
    expect(selects(budget.spec.selector!.matchLabels, production.find(kind, name))).toBe(true);
  });

  it('leaves Sentinels enough to choose a master, and that one a replica that confirms', () => {
    const redis = production.find('StatefulSet', 'redis');
    const replicas = redis.spec.replicas!;
    const left = replicas - Math.ceil(replicas / 3);
    const quorum = Number(/"SENTINEL_QUORUM","value":"(\d+)"/.exec(JSON.stringify(redis))?.[1]);
    expect(quorum).toBeGreaterThan(replicas / 2);
    expect(left).toBeGreaterThanOrEqual(quorum);
    const confirming = Number(/^min-replicas-to-write (\d+)$/m.exec(production.settings)?.[1]);
    expect(confirming).toBe(1);
    expect(left - 1).toBeGreaterThanOrEqual(confirming);
  });
});
