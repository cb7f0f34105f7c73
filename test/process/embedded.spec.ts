import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess, temporaryFolder } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

let dataDir: string;
let service: ServiceProcess;

const start = async () => (service = await ServiceProcess.start({ LOG_FORMAT: 'json', DATA_DIR: dataDir }));

beforeEach(() => {
  dataDir = temporaryFolder(onTestFinished);
});
afterEach(() => service.end('SIGKILL'));

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
      await start();
      expect(await service.visit('charmander')).toBe(1);
      expect(await service.visit('charmander')).toBe(2);
      expect((await service.end(signal)).code).toBe(0);
      await start();
      expect(await service.visit('charmander')).toBe(3);
    },
  );

  it('has whole files however it is killed under load, and loses no visit that was saved', async () => {
    let saved = 0;
    for (let round = 0; round < 3; round++) {
      const { url } = await start();
      expect(await service.visit('mew')).toBeGreaterThan(saved);
      const load = Array.from({ length: 8 }, () => visitUntilDead(`${url}/mew`));
      await vi.waitFor(async () => expect(await savedCount('mew')).toBeGreaterThan(saved + 1), 5000);
      await service.end('SIGKILL');
      await Promise.all(load);
      saved = await savedCount('mew');
    }
    await start();
    expect(await service.visit('mew')).toBe(saved + 1);
  });

  it('shares its folder with no other process, and takes it over from a dead one', async () => {
    await start();
    expect(await service.visit('mew')).toBe(1);
    expect(await ServiceProcess.run({ DATA_DIR: dataDir })).toEqual({
      code: 1,
      output: `${dataDir} is in use by another process: stop it, or give each a DATA_DIR of its own\n`,
    });
    expect(await service.visit('mew')).toBe(2);
    await vi.waitFor(async () => expect(await savedCount('mew')).toBe(2), { timeout: 5000 });
    await service.end('SIGKILL');
    await start();
    expect(await service.visit('mew')).toBe(3);
    await service.end('SIGTERM');
    expect(await readdir(dataDir)).toEqual(['counts.json', 'pokedex.sqlite']);
  });

  it('goes on in memory where it can not write, and logs that, but no request that went well', async () => {
    dataDir = '/dev/null/data';
    await start();
    expect(await service.visit('charmander')).toBe(1);
    const page = await fetch(service.url, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('<title>Pokédex</title>');
    const { output } = await service.end('SIGTERM');
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
      expect.stringMatching(/^warn .*database is kept in memory only: .*DATA_DIR/),
      expect.stringMatching(/^warn counts are kept in memory only: .*DATA_DIR/),
      expect.stringMatching(/^warn embedded database and counter/),
      expect.stringMatching(/^info version .* answers on/),
    ]);
  });
});
