import { readSettings, SettingsModule } from '@app/config';
import { MetricsModule } from '@app/observability';
import type { LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Database } from '../database.js';
import { PersistenceModule } from '../persistence.module.js';
import { PokemonRepository } from '../pokemon.repository.js';

/** The module as the service runs it, with the lines it logged. */
export interface OpenedPersistence {
  app: TestingModule;
  database: Database;
  repository: PokemonRepository;
  logged: string[];
}

/** Starts the module from an environment, lifecycle hooks included. */
export async function openPersistence(environment: NodeJS.ProcessEnv): Promise<OpenedPersistence> {
  const logged: string[] = [];
  const app = await Test.createTestingModule({
    imports: [SettingsModule.forRoot(readSettings(environment)), MetricsModule, PersistenceModule],
  })
    .setLogger(collectingLogger(logged))
    .compile();
  await app.init();
  return { app, database: app.get(Database), repository: app.get(PokemonRepository), logged };
}

function collectingLogger(lines: string[]): LoggerService {
  const collect = (level: string) => (message: unknown) => lines.push(`${level} ${String(message)}`);
  return { log: collect('log'), warn: collect('warn'), error: collect('error') };
}
