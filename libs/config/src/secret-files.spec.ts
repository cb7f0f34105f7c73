import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.js';

function passwordFrom(path: string): string | undefined {
  return readSettings({ DB_HOST: 'db', DB_PASSWORD_FILE: path }).database?.password;
}

describe("a secret's file", () => {
  let folder: string;

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

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
    const url = file('url', 'redis://:p@a\n');
    expect(readSettings({ REDIS_URL_FILE: url }).redis?.password).toBe('p');
    expect(readSettings({ REDIS_HOST: 'a', REDIS_PASSWORD_FILE: file('redis', 'q') }).redis?.password).toBe(
      'q',
    );
  });

  it('is not read for a variable that is no secret', () => {
    expect(readSettings({ LOG_LEVEL_FILE: '/nowhere' }).service.logLevel).toBe('info');
  });

  it('beside the variable is a fault, unless that is empty', () => {
    const path = file('both', 'p');
    expect(() => readSettings({ DB_HOST: 'db', DB_PASSWORD: 'x', DB_PASSWORD_FILE: path })).toThrow(
      'DB_PASSWORD_FILE must not be given together with DB_PASSWORD: keep one of them',
    );
    const { database } = readSettings({ DB_HOST: 'db', DB_PASSWORD: '', DB_PASSWORD_FILE: path });
    expect(database?.password).toBe('p');
  });

  it('is a fault where it is missing, empty, a folder, a device or too large, and that is the only one', () => {
    const faults: [string, string][] = [
      [join(folder, 'missing'), "names a file that can't be read (ENOENT)"],
      [file('empty', '\n'), 'names an empty file'],
      [folder, 'must name a file of at most 1 MiB'],
      ['/dev/zero', 'must name a file of at most 1 MiB'],
      [file('large', 'x'.repeat(1_048_577)), 'must name a file of at most 1 MiB'],
    ];
    for (const [path, rule] of faults) {
      expect(() => passwordFrom(path)).toThrow(`The settings are faulty (1):\n  DB_PASSWORD_FILE ${rule}\n`);
    }
  });

  it('is not printed when a password was written where its path belongs', () => {
    expect(() => passwordFrom('s3cret')).not.toThrow(/s3cret/);
  });
});
