import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi.document.js';

/** Path of Swagger UI. */
export const DOCS_PATH = 'docs';

/** Serves Swagger UI over the committed document. */
export function setUpSwaggerUi(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, openApiDocument, { raw: false });
}
