import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, Header, NotFoundException, Param, Res, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { JSON_TYPE, toJson } from '../http/answer.js';
import { EntityTag } from './entity.tag.js';
import openApiDocument from './openapi.json' with { type: 'json' };

const { resolve } = createRequire(import.meta.url);

/** The files of Swagger UI that the page names, and their media types. */
const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>minipokedex</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/**
 * Serves the committed OpenAPI document, and Swagger UI over it. SwaggerModule could serve both, but takes about a tenth
 * of every start for a page that is seldom opened. All of it may be stored and revalidated.
 */
@ApiExcludeController()
@Controller()
@UseInterceptors(EntityTag)
export class DocsController {
  @Get('openapi.json')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', JSON_TYPE)
  document(): string {
    return toJson(openApiDocument);
  }

  @Get('docs')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return page;
  }

  @Get('docs/start.js')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  start(): string {
    return "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui' });";
  }

  @Get('docs/:file')
  @Header('Cache-Control', 'public, max-age=3600')
  file(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    if (!Object.hasOwn(files, file)) throw new NotFoundException(`There is no ${file}.`);
    reply.type(files[file]!);
    return readFile(resolve(`swagger-ui-dist/${file}`));
  }
}
