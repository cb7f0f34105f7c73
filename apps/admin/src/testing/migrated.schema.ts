import { ScratchSchema } from '@app/testing';
import { runInMemory } from './run.in.memory.js';

/** A schema on a test server as `migrate up` leaves it, the user of the service included. */
export async function migratedSchema(port: number): Promise<ScratchSchema> {
  const schema = await ScratchSchema.create(port);
  const { code, stderr } = await runInMemory(['migrate', 'up'], { environment: schema.environment });
  if (code !== 0) throw new Error(stderr);
  return schema;
}
