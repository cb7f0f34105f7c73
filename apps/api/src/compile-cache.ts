import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Starts the service of this build once, over no store, and ends it, so that Node's compile cache holds what a start
 * compiles. `NODE_COMPILE_CACHE` names its folder. To be run by the very Node.js that the service runs on later, since
 * the cache of another version or with other options counts for nothing.
 *
 * Usage: node compile-cache.js MAIN
 */
const [main] = process.argv.slice(2);
const dataDir = await mkdtemp(join(tmpdir(), 'minipokedex-'));
const service = spawn(process.execPath, [...process.execArgv, main!], {
  env: { ...process.env, DATA_DIR: dataDir },
  stdio: ['ignore', 'pipe', 'inherit'],
});
for await (const line of service.stdout) {
  // The last line of a start.
  if (String(line).includes('answers on')) service.kill();
}
const [exitCode] = service.exitCode === null ? await once(service, 'exit') : [service.exitCode];
await rm(dataDir, { recursive: true });
process.exitCode = exitCode;
