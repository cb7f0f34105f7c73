import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import type { Pod } from './harness/pod.js';

const staging = new Environment('staging', inject('workspace'));

/** A pod that no Service or Deployment selects. */
const NAME = 'linked';
const proxy = (path: string) =>
  staging.kubectl(['get', '--raw', `/api/v1/namespaces/${staging.namespace}/pods/${NAME}:8080/proxy${path}`]);

/** Services with these names, as another Redis chart or an older one may have made them. */
const NAMES = ['redis', 'mysql', 'memcached'];

let made: string[] = [];

beforeAll(async () => {
  const { items } = await staging.get<{ items: { metadata: { name: string } }[] }>('services');
  const missing = NAMES.filter((name) => !items.some(({ metadata }) => metadata.name === name));
  for (const name of missing) await staging.kubectl(['create', 'service', 'clusterip', name, '--tcp=1234']);
  made = missing;
  const { spec } = await staging.get<{ spec: { template: Pod } }>('deployment', 'minipokedex');
  const { template } = spec;
  const { labels } = template.metadata;
  await staging.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: NAME, labels },
    spec: { ...template.spec, enableServiceLinks: true },
  });
  await staging.kubectl(['wait', '--for=condition=Ready', '--timeout=60s', `pod/${NAME}`]);
});

afterAll(async () => {
  await staging.kubectl(['delete', 'pod', NAME]);
  if (made.length > 0) await staging.kubectl(['delete', 'service', ...made]);
});

describe('a pod with service links', () => {
  it.each(['REDIS_PORT', 'MYSQL_PORT', 'MEMCACHED_PORT'])('has a link in %s', async (name) => {
    const command = ['/nodejs/bin/node', '--print', `process.env.${name}`];
    expect(await staging.kubectl(['exec', NAME, '--', ...command])).toMatch(/^tcp:\/\//);
  });

  it('reaches all stores all the same, and counts', async () => {
    const report: unknown = JSON.parse(await proxy('/health'));
    const up = expect.objectContaining({ status: 'up' }) as object;
    expect(report).toMatchObject({ details: { mysql: up, redis: up, memcached: up } });
    expect(JSON.parse(await proxy('/mewtwo'))).toMatchObject({
      data: { count: expect.any(Number) as number },
    });
  });
});
