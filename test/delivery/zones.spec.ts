import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

interface Constraint {
  topologyKey: string;
  maxSkew: number;
  labelSelector: { matchLabels: Record<string, string> };
}
interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    replicas?: number;
    minReplicas?: number;
    maxUnavailable?: number;
    selector?: { matchLabels: Record<string, string> };
    template?: {
      metadata: { labels: Record<string, string> };
      spec: { topologySpreadConstraints?: Constraint[] };
    };
  };
  data?: Record<string, string>;
}

let manifests: Manifest[];
beforeAll(() => {
  const rendered = execFileSync('bash', ['deploy/scripts/render-manifests.sh', 'production'], {
    maxBuffer: 2 ** 26,
  });
  manifests = parseAllDocuments(rendered.toString())
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
});

const find = (kind: string, name: string): Manifest => {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`production has no ${kind} ${name}`);
  return found;
};

const selects = (labels: Record<string, string>, { spec }: Manifest) =>
  Object.entries(labels).every(([key, value]) => spec.template?.metadata.labels[key] === value);

/** What has more than one pod. */
const WORKLOADS = [
  ['Deployment', 'minipokedex'],
  ['StatefulSet', 'redis'],
] as const;

describe('production, when a zone fails', () => {
  it.each(WORKLOADS)('has pods of %s %s in the others', (kind, name) => {
    const workload = find(kind, name);
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
    expect(find('HorizontalPodAutoscaler', 'minipokedex').spec.minReplicas).toBeGreaterThanOrEqual(3);
    expect(find('StatefulSet', 'redis').spec.replicas).toBeGreaterThanOrEqual(3);
  });

  it.each(WORKLOADS)('lets nobody take the pods of %s %s besides, but one', (kind, name) => {
    const budget = find('PodDisruptionBudget', name);
    expect(budget.spec.maxUnavailable).toBe(1);
    expect(selects(budget.spec.selector!.matchLabels, find(kind, name))).toBe(true);
  });

  it('leaves Sentinels enough to choose a master, and that one a replica that confirms', () => {
    const redis = find('StatefulSet', 'redis');
    const replicas = redis.spec.replicas!;
    const settings = manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap(({ data }) => Object.values(data ?? {}))
      .join('\n');
    const left = replicas - Math.ceil(replicas / 3);
    const quorum = Number(/"SENTINEL_QUORUM","value":"(\d+)"/.exec(JSON.stringify(redis))?.[1]);
    expect(quorum).toBeGreaterThan(replicas / 2);
    expect(left).toBeGreaterThanOrEqual(quorum);
    const confirming = Number(/^min-replicas-to-write (\d+)$/m.exec(settings)?.[1]);
    expect(confirming).toBe(1);
    expect(left - 1).toBeGreaterThanOrEqual(confirming);
  });
});
