import { describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';

const staging = new Environment('staging', inject('workspace'));

describe('what was changed by hand', () => {
  it('is named, object by object and field by field, and changed back by `helmfile sync`', async () => {
    expect(await staging.live()).toEqual([]);
    await staging.kubectl(['scale', 'deployment/memcached', '--replicas=2']);
    await staging.kubectl([
      'patch',
      'configmap/minipokedex',
      '--patch={"data":{"COUNTER_WHEN_DOWN":"reject"}}',
    ]);
    await staging.kubectl(['delete', 'poddisruptionbudget/minipokedex']);
    expect((await staging.live()).toSorted()).toEqual([
      'ConfigMap/minipokedex .data.COUNTER_WHEN_DOWN: "reject" instead of "degrade"',
      'Deployment/memcached .spec.replicas: 2 instead of 1',
      'PodDisruptionBudget/minipokedex is missing',
    ]);
    await staging.sync();
    expect(await staging.live()).toEqual([]);
  });
});
