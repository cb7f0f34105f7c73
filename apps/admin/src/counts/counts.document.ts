import { OperatorError } from '@app/config';
import { z } from 'zod';
import { PokemonName } from '../../../api/src/pokemon/pokemon.dto.js';

/** Upper bounds of a document: every replica reads the whole snapshot every few seconds. */
const MAX_BYTES = 1024 * 1024;
const MAX_NAMES = 10_000;
/** Leaves room to count on while numbers are exact: up to 2^53, here and in Redis's scripts. */
const MAX_COUNT = 10 ** 15;

const Count = z.int().min(0).max(MAX_COUNT);

/** The input is not a document of counts; nothing of it was used. */
export class InvalidCountsError extends OperatorError {
  constructor(reason: string, options?: ErrorOptions) {
    super(
      `These are no counts: ${reason}. Nothing was restored; give what export printed, {"name": count, …}.`,
      options,
    );
  }
}

/** Writes counts as a JSON object, ordered by name, one name a line. */
export function formatCounts(counts: ReadonlyMap<string, number>): string {
  // Not JSON.stringify: an object's keys that look like numbers would come first.
  const lines = [...counts.keys()].toSorted().map((name) => `  ${JSON.stringify(name)}: ${counts.get(name)}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * Reads what `formatCounts` or a person wrote.
 *
 * @param document - in UTF-8, of 1 MiB and 10,000 names at most; names in any case, counts from 0 to `MAX_COUNT`
 * @throws InvalidCountsError
 */
export async function readCounts(document: AsyncIterable<Uint8Array>): Promise<Map<string, number>> {
  const entries = Object.entries(parseObject(await readAll(document)));
  if (entries.length > MAX_NAMES) throw new InvalidCountsError(`they are more than ${MAX_NAMES}`);
  const counts = new Map<string, number>();
  for (const [given, value] of entries) {
    const { data: name } = PokemonName.safeParse(given);
    if (name === undefined)
      throw new InvalidCountsError(`${JSON.stringify(given)} can't be the name of a Pokémon`);
    if (counts.has(name)) throw new InvalidCountsError(`${name} is there twice`);
    const { data: count } = Count.safeParse(value);
    if (count === undefined)
      throw new InvalidCountsError(
        `the count of ${name} is ${JSON.stringify(value)}, not a whole number from 0 to ${MAX_COUNT}`,
      );
    counts.set(name, count);
  }
  return counts;
}

async function readAll(document: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of document) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new InvalidCountsError(`they are larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseObject(bytes: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidCountsError(`${(cause as Error).message} (as JSON in UTF-8)`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidCountsError('they are not one JSON object');
  return value;
}
