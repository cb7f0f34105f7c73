import { ScratchSchema } from '@app/testing';
import type { Connection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runInMemory } from '../testing/run.in.memory.js';

const FIRST = 'first-\'"\\?';
const SECOND = 'second-\'"\\?';
const THIRD = 'third-\'"\\?';

describe('the password of the service', () => {
  let schema: ScratchSchema;
  const live: Connection[] = [];

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
  });

  afterEach(async () => {
    for (const connection of live.splice(0)) connection.destroy();
    await schema.drop();
  });

  const runWith = async (password: string) => {
    const ended = await runInMemory(['migrate', 'up'], {
      environment: { ...schema.environment, DB_PASSWORD: password },
    });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout + ended.stderr).not.toContain(password);
    return ended;
  };
  const valid = async (...passwords: string[]) => {
    const results = [];
    for (const password of passwords) {
      const connection = await schema
        .connectAsService(password)
        .catch((error: { code: string }) => error.code);
      if (typeof connection !== 'string') live.push(connection);
      results.push(typeof connection === 'string' ? connection : 'valid');
    }
    return results;
  };
  const denied = 'ER_ACCESS_DENIED_ERROR';

  it('is set when its user is created', async () => {
    await runWith(FIRST);

    expect(await valid(FIRST, SECOND)).toEqual(['valid', denied]);
  });

  it('stays the only one while it does not change', async () => {
    await runWith(FIRST);
    await runWith(FIRST);

    expect(await valid(FIRST, SECOND)).toEqual(['valid', denied]);
  });

  it('changes with the old one valid until the next run', async () => {
    await runWith(FIRST);
    await valid(FIRST);
    const { stderr } = await runWith(SECOND);
    expect(stderr).toMatch(/password .* was changed; the old one stays valid/);
    expect(await valid(FIRST, SECOND)).toEqual(['valid', 'valid']);

    await runWith(SECOND);
    expect(await valid(FIRST, SECOND)).toEqual([denied, 'valid']);
    // Connections that were made with the old one are not ended.
    await expect(live[0]!.query('SELECT COUNT(*) FROM pokemon')).resolves.toBeDefined();
  });

  it('may change at every run, the last two being valid', async () => {
    await runWith(FIRST);
    await runWith(SECOND);
    await runWith(THIRD);

    expect(await valid(FIRST, SECOND, THIRD)).toEqual([denied, 'valid', 'valid']);
  });

  it('may go back to the old one, without an outage for the new one', async () => {
    await runWith(FIRST);
    await runWith(SECOND);
    await runWith(FIRST);
    expect(await valid(FIRST, SECOND)).toEqual(['valid', 'valid']);

    await runWith(FIRST);
    expect(await valid(FIRST, SECOND)).toEqual(['valid', denied]);
  });

  it('changes in several runs at once with the old one still valid', async () => {
    await runWith(FIRST);
    await Promise.all([runWith(SECOND), runWith(SECOND), runWith(SECOND)]);

    expect(await valid(FIRST, SECOND)).toEqual(['valid', 'valid']);
  });

  it('may become empty, and be given again', async () => {
    await runWith(FIRST);
    await runInMemory(['migrate', 'up'], { environment: { ...schema.environment, DB_PASSWORD: '' } });
    expect(await valid('')).toEqual(['valid']);

    await runWith(SECOND);
    expect(await valid('', SECOND)).toEqual([denied, 'valid']);
  });
});
