import { ScratchSchema } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asRoot, migrateAsRoot } from '../../../../libs/persistence/src/testing/root.migration.js';
import { itReadsTheCatalogue, type OpenedCatalogue, openCatalogue } from './testing/repository.behaviour.js';

describe('the repository on MySQL', () => {
  let schema: ScratchSchema;
  let opened: OpenedCatalogue;

  beforeAll(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    await migrateAsRoot(schema);
    opened = await openCatalogue(asRoot(schema));
  });

  afterAll(async () => {
    await opened.app.close();
    await schema.drop();
  });

  itReadsTheCatalogue(() => opened.repository);

  it('keeps a name of another writing and a type with an accent as they are', async () => {
    await schema.query("INSERT INTO pokemon VALUES (1000, 'nidoran♀ 🔥', 'dragón')");

    expect(await opened.repository.findByName('nidoran♀ 🔥')).toEqual({
      id: 1000,
      name: 'nidoran♀ 🔥',
      type: 'dragón',
    });
    await schema.query('DELETE FROM pokemon WHERE id = 1000');
  });
});
