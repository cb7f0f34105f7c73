import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { checkCluster, emptyCluster, prepareCluster } from './harness/cluster.js';
import { timed } from './harness/command.js';
import { Environment } from './harness/environment.js';
import { BROKEN, buildImage, loadFirst, loadImage, NEXT } from './harness/images.js';
import { openNodePort } from './harness/node.port.js';
import { startPodLog } from './harness/pod.log.js';
import { copyProject } from './harness/workspace.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the project's copy. */
    workspace: string;
    /** Port of 127.0.0.1 on which staging answers. */
    stagingPort: number;
  }
}

/** Deploys staging from zero, for all specs; `KEEP=1` leaves it there. Each spec leaves it as it was. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await checkCluster();
  const workspace = await copyProject();
  const stopPodLog = startPodLog(workspace);
  const teardown = async () => {
    stopPodLog();
    if (process.env['KEEP'] === '1') return;
    await timed('removing it all', emptyCluster);
    await rm(workspace, { recursive: true });
  };
  const staging = new Environment('staging', workspace);
  try {
    await prepareCluster();
    await loadFirst();
    // Both to their ends, so that nothing goes on behind the back of the teardown.
    for (const work of await Promise.allSettled([deploy(staging), buildImages(workspace)])) {
      if (work.status === 'rejected') throw work.reason;
    }
    project.provide('workspace', workspace);
    project.provide('stagingPort', await openNodePort(staging));
  } catch (error) {
    console.log(await staging.report().catch(String));
    await teardown();
    throw error;
  }
  return teardown;
}

async function deploy(staging: Environment): Promise<void> {
  await staging.prepare();
  await staging.seal();
  await staging.apply();
  // It begins with one.
  await staging.scaled(2);
}

/** One after the other: they are built in the same folder. */
async function buildImages(workspace: string): Promise<void> {
  const migrations = 'test/cluster/migrations';
  await buildImage(workspace, NEXT, `${migrations}/add-seen-at`, 'AddSeenAt1999999999001');
  await buildImage(workspace, BROKEN, `${migrations}/make-types-unique`, 'MakeTypesUnique1999999999002');
  await loadImage(NEXT);
  await loadImage(BROKEN);
}
