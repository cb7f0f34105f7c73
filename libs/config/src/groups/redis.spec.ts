import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.module.js';

const redisOf = (environment: NodeJS.ProcessEnv) => readSettings(environment).redis;

/** `a,b:1`, where `port` is the default. */
const servers = (port: number) => [
  { host: 'a', port },
  { host: 'b', port: 1 },
];

describe('the settings of Redis', () => {
  it('are absent without an address, with a warning if there is a password', () => {
    const { redis, warnings } = readSettings({ REDIS_PORT: '1', REDIS_PASSWORD: 'p' });
    expect(redis).toBeUndefined();
    expect(warnings).toEqual(['REDIS_PASSWORD is given without REDIS_HOST: the embedded counter is used']);
  });

  it('are a standalone server with host and port', () => {
    const access = { REDIS_USERNAME: 'u', REDIS_PASSWORD: 'p', REDIS_TLS: 'true' };
    expect(redisOf({ REDIS_HOST: 'redis', REDIS_PORT: '6380', REDIS_TIMEOUT_MS: '50', ...access })).toEqual({
      topology: { kind: 'standalone', endpoint: { host: 'redis', port: 6380 }, database: 0 },
      username: 'u',
      password: 'p',
      tls: {},
      timeoutMs: 50,
      waitReplicas: 0,
    });
  });

  it('let sentinels or cluster nodes win over the host', () => {
    const sentinels = { REDIS_SENTINELS: 'a,b:1', REDIS_SENTINEL_NAME: 'pokedex' };
    expect(redisOf({ REDIS_HOST: 'loses', ...sentinels })?.topology).toEqual({
      kind: 'sentinel',
      sentinels: servers(26_379),
      master: 'pokedex',
    });
    expect(redisOf({ REDIS_HOST: 'loses', REDIS_CLUSTER_NODES: 'a,b:1' })?.topology).toEqual({
      kind: 'cluster',
      nodes: servers(6379),
    });
  });

  it('refuse two addresses that would both win', () => {
    expect(() => redisOf({ REDIS_URL: 'redis://a', REDIS_SENTINELS: 'b' })).toThrow(
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
    const redis = redisOf({ REDIS_URL: url, REDIS_HOST: 'loses', REDIS_PORT: '9' });
    expect(redis).toMatchObject({ topology: { kind: 'standalone', endpoint, database } });
    expect(redis?.tls).toBeUndefined();
  });

  it.each([
    ['redis://m%40e:p%2Fw%25@a', { username: 'm@e', password: 'p/w%' }],
    ['redis://a', { username: 'u', password: 'p' }],
  ])('%s wins with its percent-encoded credentials, if it has any, over those beside it', (url, access) => {
    expect(redisOf({ REDIS_URL: url, REDIS_USERNAME: 'u', REDIS_PASSWORD: 'p' })).toMatchObject(access);
  });

  it('switches TLS on with rediss://, which REDIS_TLS must not contradict', () => {
    expect(redisOf({ REDIS_URL: 'rediss://a' })?.tls).toEqual({});
    expect(redisOf({ REDIS_URL: 'redis://a', REDIS_TLS: 'true' })?.tls).toEqual({});
    expect(() => redisOf({ REDIS_URL: 'rediss://a', REDIS_TLS: 'false' })).toThrow(
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
    const read = () => redisOf({ REDIS_URL: url });
    expect(read).toThrow('REDIS_URL must be redis://[user:password@]host[:port][/database]');
    expect(read).not.toThrow(/s3|cret|h0/);
  });
});
