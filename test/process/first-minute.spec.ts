import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { blocksRunBy, freePort, Scratch } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const [block] = blocksRunBy('test/process/first-minute.spec.ts');
const [start, ...others] = block!.commands.trim().split('\n');

let clone: Scratch;
beforeAll(() => {
  clone = Scratch.ofAll();
  // The packages are linked, and so as old as they are: older than the list, they would be installed anew.
  utimesSync(join(clone.folder, 'package-lock.json'), 0, 0);
});
afterAll(() => clone.remove());

describe("the README's first commands", () => {
  it('start the service from a clone, and get the answer that stands below them', async () => {
    const port = String(await freePort());
    // In a group of its own, to be ended with all that it started.
    const service = spawn('bash', ['-c', start!], {
      cwd: clone.folder,
      env: { PATH: process.env['PATH'], PORT: port, METRICS_PORT: String(await freePort()) },
      detached: true,
    });
    try {
      await vi.waitFor(() => fetch(`http://localhost:${port}/health/ready`), {
        timeout: 150_000,
        interval: 200,
      });
      const here = others.join('\n').replaceAll(':8080', `:${port}`);
      expect(execFileSync('bash', ['-ec', here], { encoding: 'utf8' })).toBe(answerBelow());
    } finally {
      process.kill(-service.pid!, 'SIGTERM');
      await once(service, 'close');
    }
  }, 180_000);
});

/** The first block of the README that is no command. */
function answerBelow(): string {
  return /```\n([^]*?)\n```/.exec(readFileSync('README.md', 'utf8').split(block!.commands)[1]!.slice(4))![1]!;
}
