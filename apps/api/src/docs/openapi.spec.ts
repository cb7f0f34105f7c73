import { readSettings } from '@app/config';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.module.js';
import { createOpenApiDocument } from './openapi.document.js';

const app = await createApp(readSettings({ LOG_LEVEL: 'silent', DATA_DIR: '/dev/null/none' }));
afterAll(() => app.close());

describe('openapi.json', () => {
  it('is what the routes and their schemas document; `make docs` rewrites it', async () => {
    const document = createOpenApiDocument(app);
    await expect(`${JSON.stringify(document, null, 4)}\n`).toMatchFileSnapshot('openapi.json');
  });
});
