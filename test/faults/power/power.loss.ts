import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '@app/testing';
import { afterAll } from 'vitest';

/** Where a container finds the shim. */
const IN_CONTAINER = '/power-loss.so';

/** Compiles the shim of `power.loss.c`, and returns its path. Needs a C compiler. */
export function compileShim(): string {
  const shim = join(temporaryFolder(afterAll), 'power-loss.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', shim, 'test/faults/power/power.loss.c']);
  return shim;
}

/** The environment of a process that a kill takes what it did not sync of files with this part in their path. */
export function losing(shim: string, part: string) {
  return { LD_PRELOAD: shim, LOSES: part };
}

/** The same for the server of a container, as options of `DockerServer`. */
export function losingInContainer(shim: string, part: string) {
  return {
    environment: losing(IN_CONTAINER, part),
    options: [`--volume=${shim}:${IN_CONTAINER}:ro`],
  };
}
