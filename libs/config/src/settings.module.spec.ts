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
      cache: { ttlS: 30, sharedTtlS: 300, unknownTtlS: 5, maxRows: 2000, maxUnknown: 10_000 },
      counter: { whenDown: 'degrade' },
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
    const environment = {
      PORT: '99999999999999999999',
      METRICS_PORT: '0x10',
      LOG_LEVEL: 'loud-value',
      LOG_REQUESTS: 'yes-value',
      CORS_ORIGINS: 'https://ok.example,https://path.example/value',
      SHUTDOWN_DELAY_MS: '-1',
      REQUIRE_STORES: 'true',
      DB_HOST: 'host.value:3306',
      DB_PASSWORD: 'db-value',
      DB_PASSWORD_FILE: '/etc/hostname',
      REDIS_URL: 'redis://user:100%value@cache',
      REDIS_PASSWORD_FILE: '/nowhere/value',
      MEMCACHED_SERVERS: 'a.value:0',
      CACHE_TTL_S: '1.5',
    };
    const faulty = [
      'PORT must be a whole number from 1 to 65535',
      'METRICS_PORT must be a whole number from 1 to 65535',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
      'LOG_REQUESTS must be true or false',
      'CORS_ORIGINS must be origins',
      'SHUTDOWN_DELAY_MS must be a whole number from 0 to 120000',
      'DB_HOST must be a host name or an address, without a port',
      'DB_PASSWORD_FILE must not be given together with DB_PASSWORD',
      'REDIS_URL must be redis://',
      "REDIS_PASSWORD_FILE names a file that can't be read (ENOENT)",
      'MEMCACHED_SERVERS must be host or host:port, separated by commas',
      'CACHE_TTL_S must be a whole number from 1 to 86400',
    ];
    const read = () => readSettings(environment);
    for (const fault of faulty) expect(read).toThrow(`\n  ${fault}`);
    expect(faultsOf(environment)).toHaveLength(faulty.length);
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

  it.each(['REDIS_HOST', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'])(
    'is content with DB_HOST and %s',
    (variable) => {
      const settings = readSettings({
        REQUIRE_STORES: '1',
        DB_HOST: 'db',
        DB_PASSWORD: 'p',
        [variable]: 'redis',
      });
      expect(settings.redis).toBeDefined();
    },
  );

  it.each(['REDIS_HOST', 'REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES', 'REDIS_URL_FILE'])(
    'does not call Redis missing where %s is faulty',
    (variable) => {
      const faults = faultsOf({ REQUIRE_STORES: 'true', DB_HOST: 'd b', [variable]: 'http://redis' });
      expect(faults.map((fault) => fault.split(' ')[0]).toSorted()).toEqual(['DB_HOST', variable]);
    },
  );
});

describe('maskedSettings', () => {
  it('shows every setting but the secrets', () => {
    const stores = {
      DB_HOST: 'db',
      DB_PASSWORD: 's3cret-1',
      REDIS_HOST: 'redis',
      REDIS_PASSWORD: 's3cret-2',
    };
    const text = maskedSettings(readSettings(stores));
    expect(text).not.toContain('s3cret');
    expect(JSON.parse(text)).toMatchObject({
      service: { port: 8080 },
      database: { host: 'db', password: '***' },
      redis: { password: '***', topology: { endpoint: { host: 'redis' } } },
    });
  });

  it('shows the parts of REDIS_URL but its password, in no form', () => {
    const text = maskedSettings(readSettings({ REDIS_URL: 'redis://me:s3%2Fcret@redis/1' }));
    expect(text).not.toMatch(/s3|cret/);
    expect(JSON.parse(text)).toMatchObject({ redis: { username: 'me', password: '***' } });
  });

  it('shows that a password is empty', () => {
    const text = maskedSettings(readSettings({ DB_HOST: 'db', DB_PASSWORD: '' }));
    expect(JSON.parse(text)).toMatchObject({ database: { password: '' } });
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
