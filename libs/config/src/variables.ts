import { z } from 'zod';
import { isHost, parseEndpoint } from './addresses.js';

/** A schema for the text of an environment variable, closed by its default or by `optional()`. */
export type Variable = z.ZodDefault<z.ZodType> | z.ZodOptional<z.ZodType>;

/** The values of some variables, by the names of the variables. */
export type ValuesOf<Variables extends Record<string, Variable>> = {
  [Name in keyof Variables]: z.output<Variables[Name]>;
};

/** The metadata of a variable: what the documentation says about it, and how its text is read. */
export interface VariableNotes {
  /** One sentence. */
  description: string;
  /** As written in the documentation, where there is no default. */
  example?: string;
  /** Bounds of a number, both included. */
  min?: number;
  max?: number;
  /** The values of a choice. */
  words?: readonly string[];
  /** Never printed, keeps its white space, and may come from the file named by `<VARIABLE>_FILE`. */
  secret?: boolean;
  /** An empty value is a value of its own instead of counting as not given. */
  mayBeEmpty?: boolean;
}

export function notesOf(variable: Variable): VariableNotes {
  return { description: '', ...variable.unwrap().meta(), ...variable.meta() };
}

/** A whole number of decimal digits within bounds, both included. */
export function integer(min: number, max: number) {
  return digits(/^\d{1,15}$/, min, max, `must be a whole number from ${min} to ${max}`).meta({ min, max });
}

/** A part of a whole. */
export function ratio() {
  return digits(/^(0|1|[01]?\.\d{1,15})$/, 0, 1, 'must be a number from 0 to 1');
}

/** A TCP port. */
export function port() {
  return integer(1, 65_535);
}

/** `true` or `false`, also written `1` or `0`. */
export function flag() {
  const words = z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' });
  return words.transform((word) => word === 'true' || word === '1');
}

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` }).meta({ words });
}

/** An `http` or `https` address. */
export function httpUrl() {
  return z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
}

/** Free text. */
export function text() {
  return z.string();
}

/** A password, or an address that holds one: never printed, readable from a file. */
export function secret(notes: Pick<VariableNotes, 'mayBeEmpty'> = {}) {
  return z.string().meta({ ...notes, secret: true });
}

/** A host name or an address. */
export function host() {
  return z.string().refine(isHost, { error: 'must be a host name or an address, without a port' });
}

/** `host[:port]` pairs separated by commas, at least one; IPv6 addresses in brackets. */
export function endpoints(defaultPort: number) {
  return z.string().transform((list, context) => {
    const parsed = splitList(list).map((item) => parseEndpoint(item, defaultPort));
    const found = parsed.filter((endpoint) => endpoint !== undefined);
    if (found.length > 0 && found.length === parsed.length) return found;
    context.addIssue({ code: 'custom', message: 'must be host or host:port, separated by commas' });
    return z.NEVER;
  });
}

/** `http` and `https` origins (RFC 6454, section 6.2) separated by commas. */
export function origins() {
  const rule = 'must be origins as browsers send them, such as https://example.org, separated by commas';
  const origin = z.string().refine(isOrigin, { error: rule });
  return z.string().transform(splitList).pipe(z.array(origin));
}

function digits(pattern: RegExp, min: number, max: number, error: string) {
  const range = z.number().min(min, { error }).max(max, { error });
  return z.string().regex(pattern, { error }).transform(Number).pipe(range);
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
