import { Inject, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import type { RedisSettings } from './groups/redis.js';
import type { ServiceSettings } from './groups/service.js';
import { SettingsError } from './operator.error.js';
import {
  maskedSettings,
  readSettings,
  REDIS_SETTINGS,
  SERVICE_SETTINGS,
  SettingsModule,
} from './settings.module.js';

@Injectable()
class Consumer {
  constructor(
    @Inject(SERVICE_SETTINGS) readonly service: ServiceSettings,
    @Inject(REDIS_SETTINGS) readonly redis: RedisSettings | undefined,
  ) {}
}

/** The faults of an environment, each as `variable rule`. */
function faultsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError)
      return error.faults.map(({ variable, rule }) => `${variable} ${rule}`);
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('needs no variable at all', () => {
    expect(readSettings({})).toEqual({
      service: {
        port: 8080,
        metricsPort: 9090,
        logLevel: 'info',
        logFormat: 'auto',
        logRequests: false,
        corsOrigins: [],
        maxWatchers: 500,
        shutdownDelayMs: 0,
        dataDir: '.data',
        revision: 'unknown',
        built: 'unknown',
      },
      cache: { ttlS: 30, sharedTtlS: 300, unknownTtlS: 5, maxRows: 2000 },
      counter: { whenDown: 'degrade', deliveryMs: 3000 },
      tracing: false,
      warnings: [],
    });
  });

  it('takes empty values for not given', () => {
    expect(readSettings({ PORT: '', DB_HOST: '', REDIS_URL: '', MEMCACHED_SERVERS: ' ' })).toEqual(
      readSettings({}),
    );
  });

  it('drops white space around values, save for passwords', () => {
    const { service, database } = readSettings({ PORT: ' 80\n', DB_HOST: 'db\r', DB_PASSWORD: ' p ' });
    expect(service.port).toBe(80);
    expect(database).toMatchObject({ host: 'db', password: ' p ' });
  });

  it('lists all faults of an environment in one message, without any value', () => {
    const faults = {
      PORT: ['99999999999999999999', 'PORT must be a whole number from 1 to 65535'],
      METRICS_PORT: ['0x10', 'METRICS_PORT must be a whole number from 1 to 65535'],
      LOG_LEVEL: ['a-value', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent'],
      LOG_REQUESTS: ['yes-value', 'LOG_REQUESTS must be true or false'],
      CORS_ORIGINS: ['https://ok.example,https://path.example/value', 'CORS_ORIGINS must be origins'],
      SHUTDOWN_DELAY_MS: ['-1', 'SHUTDOWN_DELAY_MS must be a whole number from 0 to 120000'],
      DB_HOST: ['host.value:3306', 'DB_HOST must be a host name or an address, without a port'],
      DB_PASSWORD_FILE: ['/value', 'DB_PASSWORD_FILE must not be given together with DB_PASSWORD'],
      REDIS_URL: ['redis://user:100%value@cache', 'REDIS_URL must be redis://'],
      REDIS_PASSWORD_FILE: ['/value', "REDIS_PASSWORD_FILE names a file that can't be read (ENOENT)"],
      MEMCACHED_SERVERS: ['a.value:0', 'MEMCACHED_SERVERS must be host or host:port, separated by commas'],
      CACHE_TTL_S: ['1.5', 'CACHE_TTL_S must be a whole number from 1 to 86400'],
    };
    const values = Object.entries(faults).map(([name, [value]]) => [name, value]);
    const read = () =>
      readSettings({ ...Object.fromEntries(values), DB_PASSWORD: 'a-value', REQUIRE_STORES: 'true' });
    for (const [, fault] of Object.values(faults)) expect(read).toThrow(`\n  ${fault}`);
    expect(read).toThrow(`The settings are faulty (${values.length}):`);
    expect(read).not.toThrow(/value/);
  });

  it('takes two equal ports for a fault, unless the first one is faulty itself', () => {
    expect(faultsOf({ PORT: '9090' })).toEqual(['METRICS_PORT must differ from PORT']);
    expect(faultsOf({ PORT: 'nonsense', METRICS_PORT: '8080' })).toHaveLength(1);
  });

  it('ignores the variables of the migrations', () => {
    expect(readSettings({ DB_MIGRATION_PASSWORD_FILE: '/nowhere' })).toEqual(readSettings({}));
  });
});

describe('REQUIRE_STORES', () => {
  it('names both stores that are missing', () => {
    expect(faultsOf({ REQUIRE_STORES: 'true' })).toEqual([
      'DB_HOST must be given: REQUIRE_STORES is true',
      'REDIS_HOST or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given: REQUIRE_STORES is true',
    ]);
  });

  it.each(['REDIS_HOST', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'])('accepts DB_HOST and %s', (variable) => {
    const stores = { DB_HOST: 'db', DB_PASSWORD: 'p', [variable]: 'redis' };
    expect(readSettings({ REQUIRE_STORES: '1', ...stores }).redis).toBeDefined();
  });

  it.each(['REDIS_HOST', 'REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES', 'REDIS_URL_FILE'])(
    'does not call Redis missing where %s is faulty',
    (variable) => {
      const faults = faultsOf({ REQUIRE_STORES: 'true', DB_HOST: 'd b', [variable]: 'http://redis' });
      expect(faults.map((fault) => fault.split(' ')[0]).toSorted()).toEqual(['DB_HOST', variable]);
    },
  );
});

describe('maskedSettings', () => {
  it.each([
    [{ DB_HOST: 'db', DB_PASSWORD: 's3cret' }, { database: { host: 'db', password: '***' } }],
    [{ DB_HOST: 'db', DB_PASSWORD: '' }, { database: { password: '' } }],
    [{ REDIS_HOST: 'redis', REDIS_PASSWORD: 's3cret' }, { redis: { password: '***' } }],
    [{ REDIS_URL: 'redis://me:s3%2Fcret@redis/1' }, { redis: { username: 'me', password: '***' } }],
  ])('shows every setting of %j, secrets masked', (environment, shown) => {
    const text = maskedSettings(readSettings(environment));
    expect(JSON.parse(text)).toMatchObject({ service: { port: 8080 }, ...shown });
    expect(text).not.toMatch(/s3|cret/);
  });
});

describe('SettingsModule', () => {
  it('injects each group everywhere, undefined for a store that is not configured', async () => {
    const settings = readSettings({ PORT: '8081' });
    const feature = { module: class {}, providers: [Consumer] };
    const module = await Test.createTestingModule({
      imports: [SettingsModule.forRoot(settings), feature],
    }).compile();
    const { service, redis } = module.get(Consumer, { strict: false });
    expect(service).toBe(settings.service);
    expect(redis).toBeUndefined();
    await module.close();
  });
});
