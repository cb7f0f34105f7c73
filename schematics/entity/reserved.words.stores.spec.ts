import { ScratchSchema } from '@app/testing';
import { expect, inject, it } from 'vitest';
import { reservedWords } from './reserved.words.js';

it('the reserved words are those of MySQL', async () => {
  const schema = await ScratchSchema.create(inject('mysqlPort'));
  const rows = await schema.query<{ word: string }>(
    'SELECT LOWER(WORD) AS word FROM information_schema.KEYWORDS WHERE RESERVED = 1',
  );
  await schema.drop();

  expect(rows.map(({ word }) => word).filter((word) => !reservedWords.has(word))).toEqual([]);
});
