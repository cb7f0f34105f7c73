import { rm } from 'node:fs/promises';
import { request, until } from '@app/testing';
import type { TestProject } from 'vitest/node';
import { needs } from '../harness/cluster.js';
import { run, timed } from '../harness/command.js';
import { Environment, TO_ZERO } from '../harness/environment.js';
import { loadFirst } from '../harness/images.js';
import { copyProject } from '../harness/workspace.js';
import { exposeInterceptor, INTERCEPTOR } from './harness/interceptor.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the project's copy. */
    toZeroWorkspace: string;
  }
}

/** KEDA looks whether the last pod may end this often, in seconds, instead of twice a minute. */
const LOOK_EVERY_S = 5;

/** Deploys local with `autoscaling.toZero`, for all specs; `KEEP=1` leaves it there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await needs(
    ['kubectl', 'get', 'customresourcedefinition', 'interceptorroutes.http.keda.sh', 'scaledobjects.keda.sh'],
    'there is no KEDA with its HTTP add-on: https://keda.sh/http-add-on/0.15/operations/installation',
  );
  const workspace = await copyProject();
  const local = new Environment('local', workspace, TO_ZERO);
  const teardown = async () => {
    if (process.env['KEEP'] === '1') return;
    await timed('removing it all', () =>
      run('kubectl', ['delete', 'namespace', local.namespace, '--ignore-not-found']),
    );
    await rm(workspace, { recursive: true });
  };
  try {
    await loadFirst();
    await local.apply();
    const patch = JSON.stringify({ spec: { pollingInterval: LOOK_EVERY_S } });
    await local.kubectl(['patch', 'scaledobject/minipokedex', '--type=merge', `--patch=${patch}`]);
    await exposeInterceptor();
    await until('an answer', async () => (await request(`${INTERCEPTOR}/health`)).status === 200, {
      timeout: 60_000,
    });
  } catch (error) {
    console.log(await local.report().catch(String));
    await teardown();
    throw error;
  }
  project.provide('toZeroWorkspace', workspace);
  return teardown;
}
