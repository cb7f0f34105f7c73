import { readSettings, SettingsModule } from '@app/config';
import { MetricsModule } from '@app/observability';
import { Test } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { CacheModule } from './cache.module.js';
import { RowCache } from './row.cache.js';
import { feature, rowsOf, type TestRow } from './testing/cache.fixture.js';

it('provides a cache that needs no store and shows what it does as metrics', async () => {
  const module = await Test.createTestingModule({
    imports: [SettingsModule.forRoot(readSettings({})), MetricsModule, CacheModule.forFeature(feature)],
  }).compile();
  await module.init();
  const cache = module.get<RowCache<TestRow>>(RowCache);
  for (const name of ['mew', 'mew', 'mew', 'missingno', 'missingno']) await cache.find(name, rowsOf('mew'));
  const registry = module.get(Registry);
  await registry.metrics();
  expect((await registry.metrics()).split('\n').filter((line) => line.startsWith('cache_'))).toEqual([
    'cache_requests_total{tier="process",result="hit"} 2',
    'cache_requests_total{tier="process",result="unknown"} 2',
    'cache_requests_total{tier="process",result="miss"} 1',
    'cache_requests_total{tier="process",result="stale"} 0',
    'cache_requests_total{tier="process",result="error"} 0',
    'cache_requests_total{tier="shared",result="hit"} 0',
    'cache_requests_total{tier="shared",result="miss"} 0',
    'cache_requests_total{tier="shared",result="error"} 0',
    'cache_shared_writes_total{result="ok"} 0',
    'cache_shared_writes_total{result="error"} 0',
    'cache_entries 1',
  ]);
  await module.close();
});
