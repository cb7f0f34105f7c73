import { z } from 'zod';
import { variableGroups } from './variable-groups.js';

/** What the service reads. It never sees the credentials of the migrations. */
export const serviceSchema = z.object({
  ...variableGroups.Service,
  ...variableGroups.MySQL,
  ...variableGroups.Redis,
  ...variableGroups.Memcached,
  ...variableGroups.Cache,
  ...variableGroups.Tracing,
});

/** What the migration command reads. */
export const migrationSchema = z.object({
  LOG_LEVEL: variableGroups.Service.LOG_LEVEL,
  ...variableGroups.MySQL,
  ...variableGroups.Migrations,
});

const databaseSchema = z.object(variableGroups.MySQL);

export type ServiceVariables = z.output<typeof serviceSchema>;
export type MigrationVariables = z.output<typeof migrationSchema>;
export type DatabaseVariables = z.output<typeof databaseSchema>;
