import type { Settings } from '@app/config';
import type { DynamicModule } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { LoggerModule } from 'nestjs-pino';

/**
 * Nest's logger on pino: JSON lines, or readable ones on a terminal. No middleware is applied to any route: requests
 * are logged by a hook of the HTTP server, which costs nothing for those that go well.
 */
export class LoggingModule {
  static forRoot(): DynamicModule {
    return LoggerModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService<Settings, true>) => {
        const { logLevel, logFormat } = config.get('service', { infer: true });
        const pretty = logFormat === 'pretty' || (logFormat === 'auto' && process.stdout.isTTY);
        return {
          forRoutes: [],
          pinoHttp: {
            level: logLevel,
            timestamp: () => `,"time":"${new Date().toISOString()}"`,
            base: null,
            ...(pretty
              ? {
                  transport: {
                    target: 'pino-pretty',
                    options: { singleLine: true, translateTime: 'HH:MM:ss.l' },
                  },
                }
              : { formatters: { level: (label: string) => ({ level: label }) } }),
          },
        };
      },
    });
  }
}
