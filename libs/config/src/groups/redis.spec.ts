import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.module.js';

describe('the settings of Redis', () => {
  it('are absent without an address, with a warning if there is a password', () => {
    const { redis, warnings } = readSettings({ REDIS_PORT: '1', REDIS_PASSWORD: 'p' });
    expect(redis).toBeUndefined();
    expect(warnings).toEqual(['REDIS_PASSWORD is given without REDIS_HOST: the embedded counter is used']);
  });

  it('are a standalone server with host and port', () => {
    const { redis } = readSettings({
      REDIS_HOST: 'redis',
      REDIS_PORT: '6380',
      REDIS_USERNAME: 'u',
      REDIS_PASSWORD: 'p',
      REDIS_TLS: 'true',
      REDIS_TIMEOUT_MS: '50',
    });
    expect(redis).toEqual({
      topology: { kind: 'standalone', endpoint: { host: 'redis', port: 6380 }, database: 0 },
      username: 'u',
      password: 'p',
      tls: {},
      timeoutMs: 50,
      waitReplicas: 0,
    });
  });

  it('let sentinels win over the host', () => {
    const { redis } = readSettings({
      REDIS_HOST: 'loses',
      REDIS_SENTINELS: 'a,b:1',
      REDIS_SENTINEL_NAME: 'pokedex',
    });
    expect(redis?.topology).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 1 },
      ],
      master: 'pokedex',
    });
  });

  it('let cluster nodes win over the host', () => {
    const { redis } = readSettings({ REDIS_HOST: 'loses', REDIS_CLUSTER_NODES: 'a,b:1' });
    expect(redis?.topology).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 6379 },
        { host: 'b', port: 1 },
      ],
    });
  });

  it('take two addresses that each would win for a fault', () => {
    expect(() => readSettings({ REDIS_URL: 'redis://a', REDIS_SENTINELS: 'b' })).toThrow(
      'REDIS_SENTINELS must not be given together with REDIS_URL: keep one of them',
    );
  });
});

describe('REDIS_URL', () => {
  it.each([
    ['redis://a', { host: 'a', port: 6379 }, 0],
    ['redis://a:1/', { host: 'a', port: 1 }, 0],
    [' redis://a:1/2\n', { host: 'a', port: 1 }, 2],
    ['redis://[::1]:1/15', { host: '::1', port: 1 }, 15],
  ])('%s is an address and a database', (url, endpoint, database) => {
    const { redis } = readSettings({ REDIS_URL: url, REDIS_HOST: 'loses', REDIS_PORT: '9' });
    expect(redis).toMatchObject({ topology: { kind: 'standalone', endpoint, database } });
    expect(redis?.tls).toBeUndefined();
  });

  it('holds percent-encoded credentials, which win over those beside it', () => {
    const beside = { REDIS_USERNAME: 'u', REDIS_PASSWORD: 'p' };
    expect(readSettings({ REDIS_URL: 'redis://m%40e:p%2Fw%25@a', ...beside }).redis).toMatchObject({
      username: 'm@e',
      password: 'p/w%',
    });
    expect(readSettings({ REDIS_URL: 'redis://a', ...beside }).redis).toMatchObject({
      username: 'u',
      password: 'p',
    });
  });

  it('switches TLS on with rediss://, which REDIS_TLS must not contradict', () => {
    expect(readSettings({ REDIS_URL: 'rediss://a' }).redis?.tls).toEqual({});
    expect(readSettings({ REDIS_URL: 'redis://a', REDIS_TLS: 'true' }).redis?.tls).toEqual({});
    expect(() => readSettings({ REDIS_URL: 'rediss://a', REDIS_TLS: 'false' })).toThrow(
      'REDIS_TLS must not be false together with a rediss:// address',
    );
  });

  it.each([
    'redis',
    'redis://',
    'http://h0st',
    'redis://h0st:0',
    'redis://h0st:65536',
    'redis://h0st/-1',
    'redis://h0st/1e1',
    'redis://h0st/0/1',
    'redis://h0st?password=s3cret',
    'redis://h0st#s3cret',
    'redis://:s3cret%@h0st',
    'redis://:s3cret%E0%A4@h0st',
    'redis://:s3/cret@h0st',
    'redis://:s3cret@h0 st',
    'redis://:s3cret@h%30st',
    'redis://:s3\ncret@h0st',
    'redis://:s3 cret@h0st',
  ])('%s is a fault that is reported without the value', (url) => {
    const read = () => readSettings({ REDIS_URL: url });
    expect(read).toThrow('REDIS_URL must be redis://[user:password@]host[:port][/database]');
    expect(read).not.toThrow(/s3|cret|h0/);
  });
});
