import { z } from 'zod';
import { isHost, parseEndpoint } from './addresses.js';

/** What the documentation says about one environment variable. */
export type VariableNotes = {
  /** One sentence for docs/settings.md and `.env.example`. */
  description: string;
  /** The value where none is given. */
  default?: string | number | boolean;
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
};

/** A schema that reads the text of a variable, or `undefined` where it is not given. */
export type Variable<Value = unknown> = z.ZodType<Value, string | undefined>;

/** The values of some variables, by the names of the variables. */
export type ValuesOf<Variables extends Record<string, Variable>> = {
  [Name in keyof Variables]: z.output<Variables[Name]>;
};

/** Without a value a variable has its default, or is undefined where it has none. */
type Declared<Value, Notes extends VariableNotes> = Variable<
  Notes extends { default: unknown } ? Value : Value | undefined
>;

/** The notes that a variable was declared with. */
export function notesOf(variable: Variable): VariableNotes {
  return variable.meta() as unknown as VariableNotes;
}

/** A whole number of decimal digits within bounds. */
export function integer<Notes extends VariableNotes & { min: number; max: number }>(notes: Notes) {
  const { min, max } = notes;
  return number(/^\d{1,15}$/, { min, max, error: `must be a whole number from ${min} to ${max}` }, notes);
}

/** A part of a whole, from 0 to 1. */
export function ratio<Notes extends VariableNotes>(notes: Notes) {
  const range = { min: 0, max: 1, error: 'must be a number from 0 to 1' };
  return number(/^(0|1|[01]?\.\d{1,15})$/, range, notes);
}

/** A TCP port. */
export function port<Notes extends VariableNotes>(notes: Notes) {
  return integer({ ...notes, min: 1, max: 65_535 });
}

/** `true` or `false`, also written `1` or `0`. */
export function flag<Notes extends VariableNotes>(notes: Notes) {
  const words = z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' });
  return declare(
    words.transform((word) => word === 'true' || word === '1'),
    notes,
  );
}

/** One of a few words. */
export function choice<const Word extends string, Notes extends VariableNotes>(
  words: readonly Word[],
  notes: Notes,
) {
  return declare(z.enum(words, { error: `must be one of ${words.join(', ')}` }), { ...notes, words });
}

/** An `http` or `https` address. */
export function httpUrl<Notes extends VariableNotes>(notes: Notes) {
  return declare(z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }), notes);
}

/** Free text. */
export function text<Notes extends VariableNotes>(notes: Notes) {
  return declare(z.string(), notes);
}

/** A password, or an address that holds one: never printed, readable from a file. */
export function secret<Notes extends VariableNotes>(notes: Notes) {
  return text({ ...notes, secret: true });
}

/** A host name or an address. */
export function host<Notes extends VariableNotes>(notes: Notes) {
  const rule = 'must be a host name or an address, without a port';
  return declare(z.string().refine(isHost, { error: rule }), notes);
}

/** `host[:port]` pairs separated by commas, at least one; IPv6 addresses in brackets. */
export function endpoints<Notes extends VariableNotes>(defaultPort: number, notes: Notes) {
  const list = z.string().transform((value, context) => {
    const parsed = splitList(value).map((item) => parseEndpoint(item, defaultPort));
    const found = parsed.filter((endpoint) => endpoint !== undefined);
    if (found.length > 0 && found.length === parsed.length) return found;
    context.addIssue({ code: 'custom', message: 'must be host or host:port, separated by commas' });
    return z.NEVER;
  });
  return declare(list, notes);
}

/** `http` and `https` origins (RFC 6454, section 6.2) separated by commas. */
export function origins<Notes extends VariableNotes>(notes: Notes) {
  const rule = 'must be origins as browsers send them, such as https://example.org, separated by commas';
  const list = z
    .string()
    .transform(splitList)
    .pipe(z.array(z.string().refine(isOrigin, { error: rule })));
  return declare(list, notes);
}

function declare<Value, Notes extends VariableNotes>(
  schema: z.ZodType<Value, string>,
  notes: Notes,
): Declared<Value, Notes> {
  const variable = notes.default === undefined ? schema.optional() : schema.prefault(String(notes.default));
  return variable.meta({ ...notes }) as Declared<Value, Notes>;
}

function number<Notes extends VariableNotes>(
  digits: RegExp,
  { min, max, error }: { min: number; max: number; error: string },
  notes: Notes,
) {
  const range = z.number().min(min, { error }).max(max, { error });
  return declare(z.string().regex(digits, { error }).transform(Number).pipe(range), notes);
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
