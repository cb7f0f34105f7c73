import { readSettings, SettingsModule } from '@app/config';
import { MetricsModule } from '@app/observability';
import type { LoggerService, ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Database } from '../database.js';
import { PersistenceModule } from '../persistence.module.js';

/** A table that the migrations create and fill. */
@Entity('pokemon')
export class RowEntity {
  @PrimaryColumn({ type: 'int' })
  id: number;

  @Column({ type: 'varchar', length: 64 })
  name: string;

  @Column({ type: 'varchar', length: 32 })
  type: string;
}

/** The module as the service runs it, with the lines it logged. */
export interface OpenedPersistence {
  app: TestingModule;
  database: Database;
  /** Reads the row of a name as a feature does. */
  find: (name: string) => Promise<RowEntity | null>;
  logged: string[];
}

/** Starts the module, beside a feature's own modules, from an environment, lifecycle hooks included. */
export async function openPersistence(
  environment: NodeJS.ProcessEnv,
  feature: ModuleMetadata = { imports: [PersistenceModule.forFeature([RowEntity])] },
): Promise<OpenedPersistence> {
  const logged: string[] = [];
  const app = await Test.createTestingModule({
    ...feature,
    imports: [
      SettingsModule.forRoot(readSettings(environment)),
      MetricsModule,
      PersistenceModule,
      ...(feature.imports ?? []),
    ],
  })
    .setLogger(collectingLogger(logged))
    .compile();
  await app.init();
  const database = app.get(Database);
  const find = (name: string) => database.run((manager) => manager.findOneBy(RowEntity, { name }));
  return { app, database, find, logged };
}

function collectingLogger(lines: string[]): LoggerService {
  const collect = (level: string) => (message: unknown) => lines.push(`${level} ${String(message)}`);
  return { log: collect('log'), warn: collect('warn'), error: collect('error') };
}
