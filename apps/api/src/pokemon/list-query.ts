import { InvalidRequestError } from '../http/invalid-request.error.js';
import { parsePokemonName } from './pokemon-name.js';

/** Rows of a page if the caller doesn't say. */
export const DEFAULT_LIMIT = 200;
export const MAX_LIMIT = 1000;

/** Which page of the list is asked for: `limit` rows after the name `after`. */
export interface ListQuery {
  limit: number;
  after?: string;
}

/** @throws InvalidRequestError if a value is empty, given twice, or breaks its rule */
export function parseListQuery(query: Record<string, unknown>): ListQuery {
  const { limit, after } = query;
  return {
    limit: limit === undefined ? DEFAULT_LIMIT : parseLimit(limit),
    ...(after !== undefined && { after: parseAfter(after) }),
  };
}

function parseLimit(value: unknown): number {
  const limit = typeof value === 'string' && /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw new InvalidRequestError(`limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  return limit;
}

function parseAfter(value: unknown): string {
  if (typeof value !== 'string') throw new InvalidRequestError('after must be given once.');
  return parsePokemonName(value);
}
