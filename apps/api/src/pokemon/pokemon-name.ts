import { InvalidRequestError } from '../http/invalid-request.error.js';

/** The longest name, in code points. */
const MAX_LENGTH = 32;

const plain = /^[a-z0-9][a-z0-9-]{0,31}$/;
const allowed = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’\-♀♂]*$/u;

/** Whether a name is as it must be without being normalised, as most are. */
export function isPlainName(given: string): boolean {
  return plain.test(given);
}

/**
 * Normalises a name to NFC (Unicode Standard Annex #15) and lower case.
 *
 * @param given as decoded from the request, in any case
 * @throws InvalidRequestError if no Pokémon can have that name
 */
export function parsePokemonName(given: string): string {
  if (isPlainName(given)) return given;
  const name = given.normalize('NFC').toLowerCase().normalize('NFC');
  const length = [...name].length;
  if (length > MAX_LENGTH || !allowed.test(name)) {
    throw new InvalidRequestError(
      `A Pokémon's name has 1 to ${MAX_LENGTH} letters, digits, spaces and . ' ’ - ♀ ♂, and starts with a letter or digit.`,
    );
  }
  return name;
}
