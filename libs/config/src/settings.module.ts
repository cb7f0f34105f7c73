import type { DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { Settings } from './settings.js';

/** Makes the settings that were read at the start injectable, everywhere, as `ConfigService<Settings, true>`. */
export class SettingsModule {
  static forRoot(settings: Settings): Promise<DynamicModule> {
    return ConfigModule.forRoot({
      isGlobal: true,
      ignoreEnvFile: true,
      skipProcessEnv: true,
      load: [() => settings],
    });
  }
}
