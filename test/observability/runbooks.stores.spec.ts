import { readdirSync, readFileSync } from 'node:fs';
import type { ScratchSchema } from '@app/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migratedSchema } from '../../apps/admin/src/testing/migrated.schema.js';

const runbooks = readdirSync('docs/runbooks').map((file) => readFileSync(`docs/runbooks/${file}`, 'utf8'));
const found = (pattern: RegExp) =>
  runbooks.flatMap((text) => [...text.matchAll(pattern)].map(([, match]) => match!));

const statements = found(/<<'END'\n(.*?)\n *END\n/gs)
  .flatMap((block) => block.split(';'))
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '');
const redisCommands = found(/\/run\/redis\/cli\.sh (?!-p)(.*)/g);

let schema: ScratchSchema;
let redis: Redis;

beforeAll(async () => {
  schema = await migratedSchema(inject('mysqlPort'));
  redis = new Redis({ port: inject('redisPort') });
});
afterAll(async () => {
  redis.disconnect();
  await schema.drop();
});

describe('a runbook', () => {
  it.each(statements)('asks MySQL what it answers: %s', async (statement) => {
    await expect(schema.query(statement)).resolves.toBeInstanceOf(Array);
  });

  it.each(redisCommands)('asks Redis what it answers: %s', async (command) => {
    const [name, ...words] = command.split(' ');
    await expect(redis.call(name!, words)).resolves.toBeDefined();
  });
});
