import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@app/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DataFile } from './data.file.js';
import { claimFolder } from './data.folder.js';

describe('the claim of a data folder', () => {
  let folder: string;
  let socket: string;
  let other: Server;

  /** Listens as another process does that has the folder. */
  beforeEach(async () => {
    folder = temporaryFolder(onTestFinished);
    socket = join(folder, 'in-use.sock');
    other = createServer();
    await once(other.listen(socket), 'listening');
  });

  it('fails while another process has it, and says what to do', async () => {
    onTestFinished(() => void other.close());
    await expect(claimFolder(folder)).rejects.toThrow(
      `${folder} is in use by another process: stop it, or give each a DATA_DIR of its own`,
    );
  });

  it('is taken over from a process that was killed', async () => {
    await rename(socket, `${socket}.left`);
    other.close();
    await rename(`${socket}.left`, socket);
    await claimFolder(folder);
    await expect(claimFolder(join(folder, '.'))).resolves.toBeUndefined();
    const next = createServer();
    next.listen(socket);
    await expect(once(next, 'listening')).rejects.toThrow('EADDRINUSE');
  });
});

it('a file that is there but can not be read is not taken for none', async () => {
  const folder = temporaryFolder(onTestFinished);
  const remedy = `${folder} can't be read (EISDIR): let this user read and write its folder, or set DATA_DIR`;
  await expect(new DataFile(folder).read()).rejects.toThrow(remedy);
});
