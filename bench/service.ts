import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the image runs, from the root of the project. */
export const SERVICE = 'dist/bundle/main/main.cjs';
/** The compiled service as it is, file by file, of which only the start is measured. */
export const UNBUNDLED_SERVICE = 'dist/apps/api/apps/api/src/main.js';
/** The operator's program. */
export const ADMIN = 'dist/apps/admin/apps/admin/src/main.js';

/** Settings of the service beside where its stores are; all others have their defaults. */
export const SERVICE_SETTINGS = { NODE_ENV: 'production', REQUIRE_STORES: 'true' };

/** Fills a compile cache as the image's build does, and returns the variables that the image sets for Node.js. */
export function prepareAsInImage(): NodeJS.ProcessEnv {
  const options = /NODE_OPTIONS="([^"]*)"/.exec(readFileSync('Dockerfile', 'utf8'));
  const node = { NODE_OPTIONS: options![1], NODE_COMPILE_CACHE: 'dist/bench/compile-cache' };
  execFileSync(process.execPath, ['scripts/fill-compile-cache.mjs', SERVICE], {
    env: { ...process.env, ...node },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return node;
}
