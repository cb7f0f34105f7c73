import { Inject, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { readSettings } from './read-settings.js';
import type { RedisSettings, ServiceSettings } from './settings.js';
import { REDIS_SETTINGS, SERVICE_SETTINGS, SettingsModule } from './settings.module.js';

@Injectable()
class Consumer {
  constructor(
    @Inject(SERVICE_SETTINGS) readonly service: ServiceSettings,
    @Inject(REDIS_SETTINGS) readonly redis: RedisSettings | undefined,
  ) {}
}

it('SettingsModule injects the groups of settings everywhere, undefined for a store that is not configured', async () => {
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
