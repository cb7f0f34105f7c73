import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { formatCounts, InvalidCountsError, readCounts } from './counts.document.js';

const document = (text: string | Uint8Array) => Readable.from([Buffer.from(text)]);
const parse = (text: string | Uint8Array) => readCounts(document(text));

describe('formatCounts', () => {
  it('writes one name a line, ordered by name', () => {
    const counts = new Map([
      ['mew', 3],
      ['7', 1],
      ['10', 2],
      ['abra', Number.MAX_SAFE_INTEGER],
    ]);
    expect(formatCounts(counts)).toBe(
      '{\n  "10": 2,\n  "7": 1,\n  "abra": 9007199254740991,\n  "mew": 3\n}\n',
    );
  });

  it.each([
    ['none', new Map<string, number>()],
    [
      'some',
      new Map([
        ["farfetch'd", 0],
        ['nidoran♀', 10 ** 15],
      ]),
    ],
  ])('writes what readCounts reads: %s', async (_how, counts) => {
    expect(await parse(formatCounts(counts))).toEqual(counts);
  });
});

describe('readCounts', () => {
  it('takes names in any case, a byte order mark, and a document in pieces', async () => {
    const bytes = Buffer.from('\uFEFF{"Nidoran♀": 5}');
    expect(await readCounts(Readable.from([...bytes].map((byte) => Buffer.of(byte))))).toEqual(
      new Map([['nidoran♀', 5]]),
    );
  });

  it.each([
    ['nothing', '', 'JSON'],
    ['half a document', '{"mew": 1', 'JSON'],
    ['bytes that are no UTF-8', Buffer.of(0x7b, 0xff, 0x7d), 'UTF-8'],
    ['a list', '[1]', 'one JSON object'],
    ['null', 'null', 'one JSON object'],
    ['a name that no Pokémon can have', '{"../etc": 1}', '"../etc"'],
    ['an object’s prototype', '{"__proto__": 1}', '"__proto__"'],
    ['a name in two spellings', '{"mew": 1, "Mew": 2}', 'mew is there twice'],
    ['a negative count', '{"mew": -1}', 'mew is -1'],
    ['a fraction', '{"mew": 1.5}', 'mew is 1.5'],
    ['a count beyond 10^15', '{"mew": 1000000000000001}', 'mew is 1000000000000001'],
    ['text for a count', '{"mew": "1"}', 'mew is "1"'],
    ['no count', '{"mew": null}', 'mew is null'],
  ])('refuses %s', async (_what, text, reason) => {
    const refusal = parse(text);
    await expect(refusal).rejects.toThrow(InvalidCountsError);
    await expect(refusal).rejects.toThrow(reason);
  });

  it('refuses more names than services could take', async () => {
    const names = Array.from({ length: 10_001 }, (_, index) => [`name-${index}`, 1] as const);
    expect((await parse(JSON.stringify(Object.fromEntries(names.slice(1))))).size).toBe(10_000);
    await expect(parse(JSON.stringify(Object.fromEntries(names)))).rejects.toThrow('more than 10000');
  });

  it('stops reading a document that is too large', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield Buffer.alloc(65_536, ' ');
      }
    }
    await expect(readCounts(endless())).rejects.toThrow('larger than 1048576 bytes');
    expect(read).toBe(17);
  });
});
