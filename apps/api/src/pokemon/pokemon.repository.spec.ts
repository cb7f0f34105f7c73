import { temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { itReadsTheCatalogue, type OpenedCatalogue, openCatalogue } from './testing/repository.behaviour.js';

describe('the repository on sql.js', () => {
  let opened: OpenedCatalogue;

  const folder = temporaryFolder(afterAll);
  beforeAll(async () => {
    opened = await openCatalogue({ DATA_DIR: folder });
  });

  afterAll(async () => {
    await opened.app.close();
  });

  itReadsTheCatalogue(() => opened.repository);
});
