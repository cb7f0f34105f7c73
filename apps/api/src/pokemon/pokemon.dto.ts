import { z } from 'zod';

const MAX_LIMIT = 1000;
const limitRule = `limit must be a whole number from 1 to ${MAX_LIMIT}.`;

const nameOf = (given: z.ZodString) =>
  given
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’\-♀♂]{0,31}$/u,
      "A Pokémon's name has 1 to 32 letters, digits, spaces and . ' ’ - ♀ ♂, and starts with a letter or digit.",
    );

/** A name in any case; it becomes NFC (Unicode Standard Annex #15) and lower case. */
export const PokemonName = nameOf(z.string()).meta({ description: 'In any case', examples: ['charmander'] });

/** A page of the list: `limit` rows after the name `after`. Unknown parameters are ignored. */
export const ListQuery = z.object({
  // Not z.coerce.number(), which takes '', ' 1' and '1e2'.
  limit: z
    .preprocess(
      (given) => (typeof given === 'string' && /^[0-9]{1,4}$/.test(given) ? Number(given) : given),
      z.int(limitRule).min(1, limitRule).max(MAX_LIMIT, limitRule),
    )
    .default(200),
  after: nameOf(z.string('after must be given once.'))
    .optional()
    .meta({ description: 'The name to continue after' }),
});
export type ListQuery = z.output<typeof ListQuery>;

/** A Pokémon as callers see it. */
export const CountedPokemon = z
  .object({
    name: z.string().meta({ examples: ['charmander'] }),
    type: z.string().meta({ examples: ['fuego'] }),
    count: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'null while the counter is away', examples: [1] }),
  })
  .meta({ id: 'CountedPokemon' });
export type CountedPokemon = z.output<typeof CountedPokemon>;

/** The answer to a visit. */
export const Visit = z.object({ statusCode: z.literal(200), data: CountedPokemon });
export type Visit = z.output<typeof Visit>;

/** The answer of the list. */
export const PokemonPage = z.object({
  statusCode: z.literal(200),
  data: z.array(CountedPokemon),
  next: z.string().nullable().meta({ description: 'The name to continue after; null when nothing follows' }),
});
export type PokemonPage = z.output<typeof PokemonPage>;

/** Header of an answer with counts that are null because the counter is away. */
export const DEGRADED = { 'x-degraded': 'counter' } as const;
