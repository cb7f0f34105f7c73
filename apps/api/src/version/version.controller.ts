import type { Settings } from '@app/config';
import { Controller, Get } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { name, version } from './package.js';

/** Tells which build answers. */
@ApiTags('operation')
@Controller('version')
export class VersionController {
  constructor(private readonly config: ConfigService<Settings, true>) {}

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
    const { revision, built } = this.config.get('service', { infer: true });
    return { name, version, revision, built, node: process.version };
  }
}
