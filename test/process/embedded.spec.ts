import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess, temporaryFolder } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

let dataDir: string;
let service: ServiceProcess | undefined;

beforeEach(() => {
  dataDir = temporaryFolder(onTestFinished);
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = undefined;
});

async function savedCount(name: string): Promise<number> {
  const counts = JSON.parse(await readFile(join(dataDir, 'counts.json'), 'utf8')) as Record<string, number>;
  return counts[name] ?? 0;
}

async function visitUntilDead(url: string): Promise<void> {
  try {
    for (;;) await (await fetch(url)).text();
  } catch {
    // It was killed, as intended.
  }
}

describe('the service with no store and no setting', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'saves its counts on %s, exits with 0, and goes on counting',
    async (signal) => {
      service = await ServiceProcess.start({ DATA_DIR: dataDir });
      expect(await service.visit('charmander')).toBe(1);
      expect(await service.visit('charmander')).toBe(2);
      expect((await service.end(signal)).code).toBe(0);
      service = await ServiceProcess.start({ DATA_DIR: dataDir });
      expect(await service.visit('charmander')).toBe(3);
    },
  );

  it('loses no visit that was saved when it is killed', async () => {
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    for (let visits = 0; visits < 5; visits++) await service.visit('pikachu');
    await vi.waitFor(async () => expect(await savedCount('pikachu')).toBe(5), { timeout: 5000 });
    await service.end('SIGKILL');
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    expect(await service.visit('pikachu')).toBe(6);
  });

  it('has whole files however it is killed under load', async () => {
    for (let round = 0; round < 3; round++) {
      service = await ServiceProcess.start({ DATA_DIR: dataDir });
      const before = await service.visit('mew');
      const { url } = service;
      const load = Array.from({ length: 8 }, () => visitUntilDead(`${url}/mew`));
      await vi.waitFor(async () => expect(await savedCount('mew')).toBeGreaterThan(before), {
        timeout: 5000,
      });
      await service.end('SIGKILL');
      await Promise.all(load);
      expect(await savedCount('mew')).toBeGreaterThan(before);
    }
  });

  it('shares its folder with no other process, and takes it over from a dead one', async () => {
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    expect(await service.visit('mew')).toBe(1);
    expect(await ServiceProcess.run({ DATA_DIR: dataDir })).toEqual({
      code: 1,
      output: `${dataDir} is in use by another process: stop it, or give each a DATA_DIR of its own\n`,
    });
    expect(await service.visit('mew')).toBe(2);
    await vi.waitFor(async () => expect(await savedCount('mew')).toBe(2), { timeout: 5000 });
    await service.end('SIGKILL');
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    expect(await service.visit('mew')).toBe(3);
    await service.end('SIGTERM');
    expect(await readdir(dataDir)).toEqual(['counts.json', 'pokedex.sqlite']);
  });

  it('serves from memory, with a warning, where it can not write', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
    expect(await service.visit('charmander')).toBe(1);
    expect((await service.end('SIGTERM')).output).toMatch(/"level":"warn".*DATA_DIR/);
  });

  it('shows browsers a page', async () => {
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    const response = await fetch(service.url, { headers: { Accept: 'text/html' } });
    expect(await response.text()).toContain('<title>Pokédex</title>');
  });

  it('logs JSON lines, and none for a request that went well', async () => {
    service = await ServiceProcess.start({ DATA_DIR: dataDir });
    await service.visit('charmander');
    const { output } = await service.end('SIGTERM');
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
      expect.stringMatching(/^warn embedded database and counter/),
      expect.stringMatching(/^info version .* answers on/),
    ]);
  });
});
