import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSettings } from './read-settings.js';
import type { Settings } from './settings.js';
import { SettingsModule } from './settings.module.js';

afterEach(() => vi.unstubAllEnvs());

describe('SettingsModule', () => {
  it('gives what was read at the start, and nothing from the environment', async () => {
    vi.stubEnv('PORT', '1');
    vi.stubEnv('redis', 'redis://from-the-environment');
    const settings = readSettings({ PORT: '8081' });
    const module = await Test.createTestingModule({ imports: [SettingsModule.forRoot(settings)] }).compile();
    const config = module.get<ConfigService<Settings, true>>(ConfigService);
    expect(config.get('service', { infer: true })).toEqual(settings.service);
    expect(config.get('redis', { infer: true })).toBeUndefined();
    await module.close();
  });
});
