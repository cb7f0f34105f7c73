import { describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.js';

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

  it.each([
    ['PORT', 8080],
    ['METRICS_PORT', 9090],
  ])('in %s is ignored with a warning', (variable, standard) => {
    const { service, warnings } = readSettings({ [variable]: 'tcp://10.0.0.9:80' });
    expect([service.port, service.metricsPort]).toContain(standard);
    expect([service.port, service.metricsPort]).not.toContain(80);
    expect(warnings).toEqual([
      expect.stringMatching(`^${variable} holds .* ignored; set enableServiceLinks: false`),
    ]);
  });

  it.each(['tcp://redis:tcp:6379', 'tcp://10.0.0.9', 'tcp://10.0.0.9:65536', 'http://10.0.0.9:80'])(
    'is not what %s is: a fault',
    (value) => {
      expect(() => readSettings({ REDIS_HOST: 'cache', REDIS_PORT: value })).toThrow(
        'REDIS_PORT must be a whole number from 1 to 65535',
      );
    },
  );
});
