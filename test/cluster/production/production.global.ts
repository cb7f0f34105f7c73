import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { checkCluster, emptyCluster, needs, prepareCluster } from '../harness/cluster.js';
import { timed } from '../harness/command.js';
import { Environment, IN_FULL } from '../harness/environment.js';
import { loadFirst } from '../harness/images.js';
import { answersOnNode, exposeOnNode } from '../harness/node.port.js';
import { copyProject } from '../harness/workspace.js';
import { makeBuilds, removeBuilds } from './harness/builds.js';
import { Canary } from './harness/canary.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the project's copy. */
    productionWorkspace: string;
    /** Port of 127.0.0.1 where the primary's pods answer. */
    productionPort: number;
  }
}

/** Port of the node that answers on 127.0.0.1 too: `deploy/kind.yaml` maps it. */
const PORT = 30_081;

/** Deploys production in full from zero, for all specs; `KEEP=1` leaves it there. Each spec leaves it as it was. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await checkCluster();
  await needs(
    ['kubectl', 'get', 'customresourcedefinition', 'canaries.flagger.app'],
    'there is no Flagger: https://docs.flagger.app/install/flagger-install-on-kubernetes',
  );
  await needs(
    ['kubectl', '--namespace', 'monitoring', 'get', 'service', 'prometheus'],
    'there is no Prometheus that answers at http://prometheus.monitoring:9090',
  );
  await needs(
    ['kubectl', '--namespace', 'flagger-system', 'get', 'service', 'flagger-loadtester'],
    'there is no load tester: https://docs.flagger.app/usage/webhooks#load-testing',
  );
  const workspace = await copyProject();
  const teardown = async () => {
    if (process.env['KEEP'] === '1') return;
    await timed('removing it all', emptyCluster);
    await removeBuilds();
    await rm(workspace, { recursive: true });
  };
  const production = new Environment('production', workspace, IN_FULL);
  try {
    await prepareCluster();
    await loadFirst();
    // Both to their ends, so that nothing goes on behind the back of the teardown.
    for (const work of await Promise.allSettled([deploy(production, workspace), makeBuilds(workspace)])) {
      if (work.status === 'rejected') throw work.reason;
    }
  } catch (error) {
    console.log(await production.report().catch(String));
    await teardown();
    throw error;
  }
  project.provide('productionWorkspace', workspace);
  project.provide('productionPort', PORT);
  return teardown;
}

async function deploy(production: Environment, workspace: string): Promise<void> {
  const canary = new Canary(production, workspace);
  await production.prepare();
  await production.seal();
  const mark = await canary.mark();
  await production.apply();
  await canary.promoted(mark);
  await exposeOnNode(production, 'visitors', { app: 'minipokedex-primary' }, PORT);
  await answersOnNode(PORT);
}
