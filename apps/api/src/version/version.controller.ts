import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { name, version } from './package.js';

/** Tells which build answers. */
@ApiTags('operation')
@Controller('version')
export class VersionController {
  constructor(@Inject(SERVICE_SETTINGS) private readonly settings: ServiceSettings) {}

  @Get()
  @ApiOperation({ operationId: 'version', summary: 'The build that answers' })
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['name', 'version', 'revision', 'built', 'node'],
      properties: {
        name: { type: 'string' },
        version: { type: 'string' },
        revision: { type: 'string' },
        built: { type: 'string' },
        node: { type: 'string' },
      },
    },
  })
  version() {
    const { revision, built } = this.settings;
    return { name, version, revision, built, node: process.version };
  }
}
