import { NameRefusedError, requireName } from '../lists.ts';
import { reservedWords } from './reserved.words.ts';

/** MySQL allows 64 characters; the names of classes and files have more beside it. */
const LONGEST = 40;

/** A name in all the forms that the generated code has it in. */
export interface EntityNames {
  /** As in files and the route: `trading-card`. */
  name: string;
  plural: string;
  /** As in classes: `TradingCard`. */
  pascal: string;
  pluralPascal: string;
  /** The table: `trading_card`. */
  table: string;
  /** In sentences: `trading cards`. */
  words: string;
}

/** @throws NameRefusedError */
export function entityNames(name: string): EntityNames {
  requireName(name, 'entity', LONGEST, ', such as trading-card');
  const table = name.replaceAll('-', '_');
  if (reservedWords.has(table))
    throw new NameRefusedError(`'${table}' is a reserved word of MySQL: take another, such as my-${name}`);
  const plural = pluralOf(name);
  return {
    name,
    plural,
    pascal: pascalOf(name),
    pluralPascal: pascalOf(plural),
    table,
    words: plural.replaceAll('-', ' '),
  };
}

function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, 'ies');
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

function pascalOf(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
