import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { OperatorError } from '@app/config';

/** Another process keeps embedded stores in the folder: each would overwrite what the other saved. */
class FolderInUseError extends OperatorError {
  constructor(folder: string) {
    super(`${folder} is in use by another process: stop it, or give each a DATA_DIR of its own`);
  }
}

/** The claims of this process by folder. */
const claims = new Map<string, Promise<void>>();

/**
 * Claims a folder for this process until it ends, whatever ends it. The claim is a socket in the folder: the system
 * closes it with its process, and it is seen from other containers, to which process ids mean nothing.
 *
 * A folder that can't be written, or has no room for sockets, is not claimed.
 *
 * @throws FolderInUseError if another process has it
 */
export function claimFolder(folder: string): Promise<void> {
  const path = join(resolve(folder), 'in-use.sock');
  const claim = claims.get(path) ?? listen(path);
  claims.set(path, claim);
  return claim;
}

async function listen(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const server = createServer((socket) => socket.destroy()).unref();
    await once(server.listen(path), 'listening');
    process.once('exit', () => rmSync(path, { force: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return;
    if (!(await isDead(path))) throw new FolderInUseError(dirname(path));
    await rm(path, { force: true });
    await listen(path);
  }
}

/** Whether the process that listened there is gone. */
async function isDead(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return ['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code!);
  } finally {
    socket.destroy();
  }
}
