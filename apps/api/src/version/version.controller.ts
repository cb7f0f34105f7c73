import { name, SERVICE_SETTINGS, type ServiceSettings, version } from '@app/config';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Gauge, Registry } from 'prom-client';
import { z } from 'zod';

const Version = z.object({
  name: z.string(),
  version: z.string(),
  revision: z.string(),
  built: z.string(),
  node: z.string(),
});

/** Reports which build runs: by a route, and as a metric that is always 1 (Prometheus' convention for such facts). */
@ApiTags('operation')
@Controller('version')
export class VersionController {
  constructor(
    @Inject(SERVICE_SETTINGS) private readonly settings: ServiceSettings,
    registry: Registry,
  ) {
    new Gauge({
      // A metric's name takes no hyphen.
      name: `${name.replaceAll('-', '_')}_build_info`,
      help: 'The build that runs; always 1.',
      labelNames: ['version', 'revision', 'node', 'snapshot'],
      registers: [registry],
    }).set(
      {
        version,
        revision: settings.revision,
        node: process.version,
        snapshot: String(process.execArgv.includes('--snapshot-blob')),
      },
      1,
    );
  }

  @Get()
  @ApiOperation({ operationId: 'version', summary: 'The build that answers' })
  @ApiOkResponse({ standardSchema: Version })
  version(): z.output<typeof Version> {
    const { revision, built } = this.settings;
    return { name, version, revision, built, node: process.version };
  }
}
