import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi.document.js';

/** Serves Swagger UI on `/docs` over the committed document. */
export function setUpSwaggerUi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, openApiDocument, { raw: false });
}
