import { serviceGrants } from '@app/migrations';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { componentOf, weaknessesOf } from './harness/pod.js';
import { readPodLog } from './harness/pod.log.js';

const workspace = inject('workspace');
const staging = new Environment('staging', workspace);

/** Name of the chart and component of each kind of pod. */
const KINDS = [
  'memcached server',
  'minipokedex migration',
  'minipokedex service',
  'minipokedex test',
  'mysql credentials',
  'mysql server',
  'redis credentials',
  'redis server',
];

describe('staging, applied to an empty cluster', () => {
  it('enforces Pod Security `restricted`', async () => {
    const { metadata } = await staging.get<{ metadata: { labels: object } }>('namespace', staging.namespace);
    expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  it('answers byte for byte through the Service', async () => {
    const response = await fetch(`http://127.0.0.1:${inject('stagingPort')}/charmander`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await response.text()).replace(/\d+\n/, 'N\n')).toBe(`{
    "statusCode": 200,
    "data": {
        "name": "charmander",
        "type": "fuego",
        "count": N
    }
}`);
  });

  it('reports all stores as up', async () => {
    const report: unknown = await (await fetch(`http://127.0.0.1:${inject('stagingPort')}/health`)).json();
    const up = expect.objectContaining({ status: 'up' }) as object;
    expect(report).toMatchObject({ status: 'ok', details: { mysql: up, redis: up, memcached: up } });
  });

  it("gives the service's user of MySQL no more than it needs", async () => {
    const granted = await staging.sql("SHOW GRANTS FOR 'minipokedex'@'%'");
    const needed = serviceGrants.map(
      ({ table, privileges }) =>
        `GRANT ${privileges.join(', ')} ON \`minipokedex\`.\`${table}\` TO \`minipokedex\`@\`%\``,
    );
    expect(granted.toSorted()).toEqual(['GRANT USAGE ON *.* TO `minipokedex`@`%`', ...needed].toSorted());
  });
});

describe('helm test', () => {
  it('passes', async () => {
    expect(await staging.helm('test', 'minipokedex')).toMatch(/Phase: +Succeeded/);
  });
});

describe('every pod that there has been', () => {
  let pods: Awaited<ReturnType<typeof readPodLog>>;

  beforeAll(async () => {
    pods = await readPodLog(workspace, staging.namespace);
  });

  it('was admitted, those of hooks too', () => {
    const kinds = pods.map((pod) => `${pod.metadata.labels['app.kubernetes.io/name']} ${componentOf(pod)}`);
    console.log(`${pods.length} pods: ${[...new Set(kinds)].toSorted().join(', ')}`);
    expect(kinds).toEqual(expect.arrayContaining(KINDS));
  });

  it('is hardened', () => {
    expect(pods.flatMap(weaknessesOf)).toEqual([]);
  });
});
