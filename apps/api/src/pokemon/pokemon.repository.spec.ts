import { temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { itReadsTheCatalogue, type OpenedCatalogue, openCatalogue } from './testing/repository.behaviour.js';

describe('the repository on sql.js', () => {
  const folder = temporaryFolder(afterAll);
  let opened: OpenedCatalogue;
  beforeAll(async () => (opened = await openCatalogue({ DATA_DIR: folder })));
  afterAll(() => opened.app.close());

  itReadsTheCatalogue(() => opened.repository);
});
