import { z } from 'zod';
import { isHost, parseEndpoint } from './endpoint.js';

/** What the documentation says of one environment variable. */
export interface VariableNotes {
  /** One sentence for the README and `.env.example`. */
  description: string;
  default?: string | number | boolean;
  /** As written in the documentation, where there is no default. */
  example?: string;
  /** Bounds of a number, both included. */
  min?: number;
  max?: number;
  /** What a choice may be. */
  words?: readonly string[];
  /** Never printed, and readable from a file named by `<VARIABLE>_FILE`. */
  secret?: boolean;
}

/** The notes that a variable was declared with. */
export function notesOf(variable: z.ZodType): VariableNotes {
  return variable.meta() as unknown as VariableNotes;
}

/** A whole number of decimal digits within bounds. */
export function integer(notes: VariableNotes & { default: number; min: number; max: number }) {
  const { min, max } = notes;
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error: rule })
    .transform(Number)
    .pipe(z.number().min(min, { error: rule }).max(max, { error: rule }))
    .default(notes.default)
    .meta({ ...notes });
}

/** A part of a whole, from 0 to 1, that may be absent. */
export function ratio(notes: VariableNotes) {
  const rule = 'must be a number from 0 to 1';
  return z
    .string()
    .regex(/^(0|1|[01]?\.\d{1,15})$/, { error: rule })
    .transform(Number)
    .pipe(z.number().max(1, { error: rule }))
    .optional()
    .meta({ ...notes });
}

/** A TCP port. */
export function port(notes: VariableNotes & { default: number }) {
  return integer({ ...notes, min: 1, max: 65_535 });
}

/** `true` or `false`, also written `1` or `0`. */
export function flag(notes: VariableNotes & { default: boolean }) {
  return truth()
    .default(notes.default)
    .meta({ ...notes });
}

/** A flag that others imply: undefined where it is not given. */
export function optionalFlag(notes: VariableNotes) {
  return truth()
    .optional()
    .meta({ ...notes });
}

/** One of a few words. */
export function choice<const Word extends string>(
  words: readonly [Word, ...Word[]],
  notes: VariableNotes & { default: NoInfer<Word> },
) {
  return z
    .enum(words, { error: `must be one of ${words.join(', ')}` })
    .prefault(notes.default)
    .meta({ ...notes, words });
}

/** One of a few words, or not given. */
export function optionalChoice<const Word extends string>(
  words: readonly [Word, ...Word[]],
  notes: VariableNotes,
) {
  return z
    .enum(words, { error: `must be one of ${words.join(', ')}` })
    .optional()
    .meta({ ...notes, words });
}

/** An `http` or `https` address that may be absent. */
export function httpUrl(notes: VariableNotes) {
  return z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .meta({ ...notes });
}

/** Free text that may be absent. */
export function text(notes: VariableNotes) {
  return z
    .string()
    .optional()
    .meta({ ...notes });
}

/** Free text with a default. */
export function textWithDefault(notes: VariableNotes & { default: string }) {
  return z
    .string()
    .default(notes.default)
    .meta({ ...notes });
}

/** A password or an address that holds one: never printed, readable from a file. */
export function secret(notes: VariableNotes) {
  return text({ ...notes, secret: true });
}

/** A host that may be absent. */
export function host(notes: VariableNotes) {
  return z
    .string()
    .refine(isHost, { error: 'must be a host name or an address, without a port' })
    .optional()
    .meta({ ...notes });
}

/** `host[:port]` pairs separated by commas; IPv6 addresses in brackets. */
export function endpoints(notes: VariableNotes & { defaultPort: number }) {
  return z
    .string()
    .transform((list, context) => {
      const parsed = splitList(list).map((item) => parseEndpoint(item, notes.defaultPort));
      const found = parsed.filter((endpoint) => endpoint !== undefined);
      if (found.length > 0 && found.length === parsed.length) return found;
      context.addIssue({ code: 'custom', message: 'must be host or host:port, separated by commas' });
      return z.NEVER;
    })
    .optional()
    .meta({ ...notes });
}

/** A list of `http` and `https` origins (RFC 6454, section 6.2), separated by commas. */
export function origins(notes: VariableNotes) {
  const rule = 'must be origins as browsers send them, such as https://example.org, separated by commas';
  return z
    .string()
    .transform(splitList)
    .pipe(z.array(z.string().refine(isOrigin, { error: rule })))
    .default([])
    .meta({ ...notes });
}

function truth() {
  return z
    .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
    .transform((value) => value === 'true' || value === '1');
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
