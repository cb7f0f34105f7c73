import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@app/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from './settings.module.js';

const passwordOf = (environment: NodeJS.ProcessEnv) =>
  readSettings({ DB_HOST: 'db', ...environment }).database?.password;
const passwordFrom = (path: string) => passwordOf({ DB_PASSWORD_FILE: path });

describe("a secret's file", () => {
  const folder = temporaryFolder(afterAll);

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it.each([
    ['plain', 'plain'],
    ['unix\n', 'unix'],
    ['windows\r\n', 'windows'],
    ['two\n\n', 'two\n'],
    [' spaces ', ' spaces '],
  ])('gives %j as %j: one trailing newline is dropped, nothing else', (content, password) => {
    expect(passwordFrom(file('password', content))).toBe(password);
  });

  it('may be a symbolic link, as Kubernetes mounts a Secret', () => {
    symlinkSync(file('target', 'p'), join(folder, 'link'));
    expect(passwordFrom(join(folder, 'link'))).toBe('p');
  });

  it('can hold a URL and any other password too', () => {
    const url = readSettings({ REDIS_URL_FILE: file('url', 'redis://:p@a\n') });
    const password = readSettings({ REDIS_HOST: 'a', REDIS_PASSWORD_FILE: file('redis', 'q') });
    expect([url.redis?.password, password.redis?.password]).toEqual(['p', 'q']);
  });

  it('is not read for a variable that is no secret', () => {
    expect(readSettings({ LOG_LEVEL_FILE: '/nowhere' }).service.logLevel).toBe('info');
  });

  it('beside the variable is a fault, unless that is empty', () => {
    const path = file('both', 'p');
    expect(() => passwordOf({ DB_PASSWORD: 'x', DB_PASSWORD_FILE: path })).toThrow(
      'DB_PASSWORD_FILE must not be given together with DB_PASSWORD: keep one of them',
    );
    expect(passwordOf({ DB_PASSWORD: '', DB_PASSWORD_FILE: path })).toBe('p');
  });

  it('is a fault where it is missing, empty, a folder, a device or too large, and that is the only one', () => {
    for (const [path, rule] of [
      [join(folder, 'missing'), "names a file that can't be read (ENOENT)"],
      [file('empty', '\n'), 'names an empty file'],
      [folder, 'must name a file of at most 1 MiB'],
      ['/dev/zero', 'must name a file of at most 1 MiB'],
      [file('large', 'x'.repeat(1_048_577)), 'must name a file of at most 1 MiB'],
    ] as const) {
      expect(() => passwordFrom(path)).toThrow(`The settings are faulty (1):\n  DB_PASSWORD_FILE ${rule}\n`);
    }
  });

  it('is not printed when a password was written where its path belongs', () => {
    expect(() => passwordFrom('s3cret')).not.toThrow(/s3cret/);
  });
});

describe('a Kubernetes service link', () => {
  it("in a store's port gives the port to the host that is configured, with a warning", () => {
    const { redis, warnings } = readSettings({ REDIS_HOST: 'cache', REDIS_PORT: 'tcp://10.0.0.9:6380' });
    expect(redis?.topology).toMatchObject({ endpoint: { host: 'cache', port: 6380 } });
    expect(warnings).toEqual([
      expect.stringMatching(/^REDIS_PORT holds .* port 6380; set enableServiceLinks: false/),
    ]);
  });

  it('is understood for each store, with an IPv6 address too', () => {
    const { database, memcached, warnings } = readSettings({
      DB_HOST: 'db',
      DB_PASSWORD: '',
      DB_PORT: 'tcp://[fd00::1]:3307',
      MEMCACHED_HOST: 'memcached',
      MEMCACHED_PORT: 'udp://10.0.0.9:11212',
    });
    expect(database).toMatchObject({ host: 'db', port: 3307 });
    expect(memcached?.servers).toEqual([{ host: 'memcached', port: 11_212 }]);
    expect(warnings).toHaveLength(2);
  });

  it.each(['PORT', 'METRICS_PORT'])('in %s is ignored with a warning', (variable) => {
    const { service, warnings } = readSettings({ [variable]: 'tcp://10.0.0.9:80' });
    expect(service).toMatchObject({ port: 8080, metricsPort: 9090 });
    expect(warnings).toEqual([
      expect.stringMatching(`^${variable} holds .* ignored; set enableServiceLinks: false`),
    ]);
  });

  it.each(['tcp://redis:tcp:6379', 'tcp://10.0.0.9', 'tcp://10.0.0.9:65536', 'http://10.0.0.9:80'])(
    'is not %s, which is a fault',
    (value) => {
      expect(() => readSettings({ REDIS_HOST: 'cache', REDIS_PORT: value })).toThrow(
        'REDIS_PORT must be a whole number from 1 to 65535',
      );
    },
  );
});
