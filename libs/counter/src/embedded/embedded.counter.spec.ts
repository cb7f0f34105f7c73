import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@app/testing';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DamagedCountsFileError } from './counts.file.js';
import { EmbeddedCounter } from './embedded.counter.js';

let dataDir: string;

beforeEach(() => {
  dataDir = temporaryFolder(onTestFinished);
});

async function start(): Promise<EmbeddedCounter> {
  const counter = new EmbeddedCounter(dataDir);
  await counter.onModuleInit();
  return counter;
}

describe('EmbeddedCounter', () => {
  it('gives each visit of a name the next number', async () => {
    const counter = await start();
    expect([await counter.visit('mew'), await counter.visit('mew'), await counter.visit('abra')]).toEqual([
      1, 2, 1,
    ]);
    expect(await counter.counts()).toEqual(
      new Map([
        ['mew', 2],
        ['abra', 1],
      ]),
    );
    await counter.onApplicationShutdown();
  });

  it('is always there', async () => {
    const counter = await start();
    expect(counter).toMatchObject({ embedded: true, givesNumbers: true });
    expect(await counter.check()).toEqual({ up: true, latencyMs: 0 });
    const { complete, isAway } = await counter.readCounts();
    expect([complete, isAway('mew')]).toEqual([true, false]);
    await counter.onApplicationShutdown();
  });

  it('goes on after a shutdown', async () => {
    const counter = await start();
    await counter.visit('nidoran♀');
    await counter.onApplicationShutdown();
    const next = await start();
    expect(await next.visit('nidoran♀')).toBe(2);
    await next.onApplicationShutdown();
  });

  it('saves a visit by itself within a second', async () => {
    const counter = await start();
    await counter.visit('mew');
    await vi.waitFor(
      async () => expect(await readFile(join(dataDir, 'counts.json'), 'utf8')).toBe('{"mew":1}'),
      { timeout: 2000 },
    );
    await counter.onApplicationShutdown();
  });

  it('counts on where nothing can be saved, and warns once until something was', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    dataDir = join(dataDir, 'file');
    await writeFile(dataDir, '');
    const counter = await start();
    expect(await counter.visit('mew')).toBe(1);
    await counter.onApplicationShutdown();
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/memory only: .*EEXIST.*; check DATA_DIR/)]]);
    await rm(dataDir);
    await counter.onApplicationShutdown();
    await rm(dataDir, { recursive: true });
    await writeFile(dataDir, '');
    await counter.onApplicationShutdown();
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it.each(['', '{"mew":', '{"mew":-1}', '{"mew":"1"}', '[]x'])(
    'refuses the damaged file %j, naming it',
    async (content) => {
      await writeFile(join(dataDir, 'counts.json'), content);
      await expect(start()).rejects.toThrow(DamagedCountsFileError);
      await expect(start()).rejects.toThrow(join(dataDir, 'counts.json'));
    },
  );

  it('is not fooled by names of object members', async () => {
    const counter = await start();
    expect([await counter.visit('constructor'), await counter.visit('__proto__')]).toEqual([1, 1]);
    await counter.onApplicationShutdown();
    const next = await start();
    expect(await next.visit('__proto__')).toBe(2);
    await next.onApplicationShutdown();
  });
});
