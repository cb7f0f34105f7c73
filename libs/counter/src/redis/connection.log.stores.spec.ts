import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useCounter } from '../testing/redis.counter.fixture.js';

const fixture = useCounter();
const { cli } = fixture;
const configure = (...settings: string[]) => cli('CONFIG', 'SET', ...settings);
let warnings: string[];

const matching = (...patterns: RegExp[]) => patterns.map((pattern) => expect.stringMatching(pattern));

beforeEach(() => {
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void warnings.push(message));
});
afterEach(() => configure('maxmemory-policy', 'noeviction', 'appendonly', 'yes', 'appendfsync', 'always'));

describe('the warnings of a connection to a real Redis', () => {
  it('are about its settings', async () => {
    await configure('maxmemory-policy', 'volatile-lru', 'appendfsync', 'everysec');
    await fixture.start();
    await expect
      .poll(() => warnings.toSorted())
      .toEqual(matching(/appendfsync everysec/, /maxmemory_policy volatile-lru/));
  });

  it('are given without CONFIG too, as where a managed Redis forbids it', async () => {
    await configure('maxmemory-policy', 'allkeys-lru', 'appendonly', 'no');
    await cli('ACL', 'SETUSER', 'managed', 'on', '>managed', '~*', '+@all', '-config');
    await fixture.start({ username: 'managed', password: 'managed' });
    await expect
      .poll(() => warnings.toSorted())
      .toEqual(matching(/maxmemory_policy allkeys-lru/, /no append-only file/));
  });

  it('are none where Redis keeps what it confirmed', async () => {
    const counter = await fixture.start();
    expect(await counter.visit('mew')).toBe(1);
    expect(warnings).toEqual([]);
  });
});
