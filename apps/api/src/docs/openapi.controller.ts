import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { openApiDocument } from './openapi.document.js';

/** Serves the committed OpenAPI document. */
@ApiExcludeController()
@Controller('openapi.json')
export class OpenApiController {
  @Get()
  @Header('Cache-Control', 'no-cache')
  document() {
    return openApiDocument;
  }
}
