import { readSettings } from '@app/config';
import { SwaggerModule } from '@nestjs/swagger';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../create-app.js';
import { openApiDescription } from './openapi.description.js';

const app = await createApp(readSettings({ LOG_LEVEL: 'silent', DATA_DIR: '/dev/null/none' }));
afterAll(() => app.close());

describe('openapi.json', () => {
  it('is what the routes say of themselves; `make docs` rewrites it', async () => {
    const document = SwaggerModule.createDocument(app, openApiDescription);
    await expect(`${JSON.stringify(document, null, 4)}\n`).toMatchFileSnapshot('openapi.json');
  });
});
