import { StoreUnavailableError } from '@app/stores';
import { ScratchSchema } from '@app/testing';
import { Logger } from '@nestjs/common';
import { Entity, PrimaryColumn } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { asRoot, migrateAsRoot } from './testing/root.migration.js';
import { PersistenceModule } from './persistence.module.js';
import { type OpenedPersistence, openPersistence, RowEntity } from './testing/persistence.fixture.js';

@Entity('missing')
class MissingEntity {
  @PrimaryColumn({ type: 'int' })
  id: number;
}

describe('a schema that is not there yet', () => {
  let schema: ScratchSchema;
  let opened: OpenedPersistence;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    opened = await openPersistence(asRoot(schema));
  });

  afterEach(async () => {
    await opened.app.close();
    await schema.drop();
  });

  it('makes calls fail as those to a store that is down', async () => {
    await expect(opened.find('mew')).rejects.toThrow(StoreUnavailableError);
    expect(await opened.database.check()).toMatchObject({
      up: false,
      message: expect.stringMatching(/pokemon/),
    });
    expect(opened.database.schemaIsCurrent).toBe(false);
  });

  it('is not there while a table of any feature is missing', async () => {
    await migrateAsRoot(schema);
    await opened.app.close();

    const others = PersistenceModule.forFeature([MissingEntity]);
    opened = await openPersistence(asRoot(schema), {
      imports: [PersistenceModule.forFeature([RowEntity]), others],
    });
    expect(await opened.database.check()).toMatchObject({
      up: false,
      message: expect.stringMatching(/\.missing'/),
    });
    await expect(opened.find('mew')).rejects.toThrow(StoreUnavailableError);
  });

  it('is seen when it comes, without a restart', async () => {
    await migrateAsRoot(schema);

    await vi.waitFor(() => expect(opened.database.schemaIsCurrent).toBe(true), 5000);
    expect(await opened.find('mew')).toMatchObject({ id: 151 });
    expect(await opened.database.check()).toMatchObject({ up: true });
  });

  it('stays current once it was seen', async () => {
    await migrateAsRoot(schema);
    await vi.waitFor(() => expect(opened.database.schemaIsCurrent).toBe(true), 5000);
    await schema.query('DROP TABLE migrations');

    expect(opened.database.schemaIsCurrent).toBe(true);
    expect(await opened.find('mew')).toMatchObject({ id: 151 });
  });

  it('is not current before the newest migration, though visitors are answered', async () => {
    await migrateAsRoot(schema);
    await opened.app.close();
    await schema.query('DELETE FROM migrations ORDER BY id DESC LIMIT 1');

    const warn = vi.spyOn(Logger.prototype, 'warn');
    opened = await openPersistence(asRoot(schema));
    await expect(opened.find('mew')).resolves.toMatchObject({ id: 151 });
    expect(opened.database.schemaIsCurrent).toBe(false);
    await vi.waitFor(
      () => expect(warn).toHaveBeenCalledWith(expect.stringContaining('npm run migrate')),
      10_000,
    );
    warn.mockRestore();
  });

  it('does not turn visitors away if the list of migrations can not be read', async () => {
    await migrateAsRoot(schema);
    await opened.app.close();
    await schema.query('DROP TABLE migrations');

    opened = await openPersistence(asRoot(schema));
    for (let call = 0; call < 50; call += 1) {
      expect(await opened.find('mew')).toMatchObject({ id: 151 });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(opened.database.schemaIsCurrent).toBe(false);
  });
});
