import { z } from 'zod';

/** What the documentation says of one environment variable. */
export interface VariableNotes {
  /** One sentence for the README and `.env.example`. */
  description: string;
  /** Never printed, and readable from a file named by `<VARIABLE>_FILE`. */
  secret?: boolean;
  /** As written in the documentation, where the schema itself has no default. */
  example?: string;
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

/** A TCP port. */
export function port(notes: VariableNotes & { default: number }) {
  return integer({ ...notes, min: 1, max: 65_535 });
}

/** `true` or `false`, also written `1` or `0`. */
export function flag(notes: VariableNotes & { default: boolean }) {
  return z
    .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
    .transform((value) => value === 'true' || value === '1')
    .default(notes.default)
    .meta({ ...notes });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  notes: VariableNotes & { default: Words[number] },
) {
  return z
    .enum(words, { error: `must be one of ${words.join(', ')}` })
    .default(notes.default as never)
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

/** A password: never printed, readable from a file. */
export function secret(notes: VariableNotes) {
  return text({ ...notes, secret: true });
}

/** An `http(s)` origin list, separated by commas. */
export function origins(notes: VariableNotes) {
  return z
    .string()
    .transform(splitList)
    .pipe(
      z.array(
        z
          .string()
          .refine(isOrigin, { error: 'must be origins such as https://example.org, separated by commas' }),
      ),
    )
    .default([])
    .meta({ ...notes });
}

/** A server of a store: `host` is a name or an address (IPv6 without brackets). */
export interface Endpoint {
  host: string;
  port: number;
}

/** `host[:port]` pairs separated by commas; IPv6 addresses in brackets. */
export function endpoints(notes: VariableNotes & { defaultPort: number }) {
  const rule = 'must be host or host:port, separated by commas';
  return z
    .string()
    .transform((list, context) =>
      splitList(list).map((item) => {
        const parsed = parseEndpoint(item, notes.defaultPort);
        if (!parsed) context.addIssue({ code: 'custom', message: rule });
        return parsed ?? z.NEVER;
      }),
    )
    .pipe(z.array(z.custom<Endpoint>()).min(1, { error: rule }))
    .optional()
    .meta({ ...notes });
}

function parseEndpoint(item: string, defaultPort: number): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(item);
  if (!match) return undefined;
  const number = match[3] === undefined ? defaultPort : Number(match[3]);
  return number >= 1 && number <= 65_535 ? { host: (match[1] ?? match[2])!, port: number } : undefined;
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}
