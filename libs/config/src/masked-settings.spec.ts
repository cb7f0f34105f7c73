import { describe, expect, it } from 'vitest';
import { maskedSettings } from './masked-settings.js';
import { readSettings } from './read-settings.js';

describe('maskedSettings', () => {
  it('shows every setting but the secrets', () => {
    const text = maskedSettings(
      readSettings({
        DB_HOST: 'db',
        DB_PASSWORD: 's3cret-1',
        REDIS_HOST: 'redis',
        REDIS_PASSWORD: 's3cret-2',
      }),
    );
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
