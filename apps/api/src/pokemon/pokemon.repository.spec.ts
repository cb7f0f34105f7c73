import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { itReadsTheCatalogue, type OpenedCatalogue, openCatalogue } from './testing/repository-behaviour.js';

describe('the repository on sql.js', () => {
  let folder: string;
  let opened: OpenedCatalogue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'persistence-'));
    opened = await openCatalogue({ DATA_DIR: folder });
  });

  afterAll(async () => {
    await opened.app.close();
    await rm(folder, { recursive: true });
  });

  itReadsTheCatalogue(() => opened.repository);
});
