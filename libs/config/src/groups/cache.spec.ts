import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.module.js';

describe('the settings of Memcached', () => {
  it.each([
    ['memcached', [{ host: 'memcached', port: 11_211 }]],
    [
      'a:1, b ,[::1]:2,10.0.0.1',
      [
        { host: 'a', port: 1 },
        { host: 'b', port: 11_211 },
        { host: '::1', port: 2 },
        { host: '10.0.0.1', port: 11_211 },
      ],
    ],
  ])('are the servers %s, which win over the host', (list, servers) => {
    const { memcached } = readSettings({ MEMCACHED_SERVERS: list, MEMCACHED_HOST: 'loses' });
    expect(memcached).toEqual({ servers, timeoutMs: 100 });
  });

  it.each([',', 'a:b', 'a:65536', 'a,::1', 'http://a', 'a b', '[a]:1', 'user@a'])(
    'refuse the servers %s',
    (list) => {
      expect(() => readSettings({ MEMCACHED_SERVERS: list })).toThrow(
        'faulty (1):\n  MEMCACHED_SERVERS must be host or host:port, separated by commas\n',
      );
    },
  );

  it('are one server with host and port', () => {
    const { memcached } = readSettings({ MEMCACHED_HOST: 'cache', MEMCACHED_PORT: '1' });
    expect(memcached?.servers).toEqual([{ host: 'cache', port: 1 }]);
  });
});
