import { createHash } from 'node:crypto';

/** Hashes of migrations by file. */
export type Hashes = Readonly<Record<string, string>>;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @returns which of the frozen migrations are not what they were, each with the remedy */
export function editedOf(frozen: Hashes, now: Hashes): string[] {
  return Object.keys(frozen)
    .filter((file) => now[file] !== frozen[file])
    .map(
      (file) => `${file} has changed after it may have run somewhere: restore it, and write a new migration`,
    );
}

/** The hashes to freeze: those that are frozen, and all but the newest migration, which its author may still change. */
export function toFreeze(frozen: Hashes, now: Hashes): Hashes {
  const numbers = Object.keys(now).map((file) => file.slice(0, 4));
  const newest = numbers.toSorted().at(-1)!;
  const older = Object.entries(now).filter(([file]) => !file.startsWith(newest));
  return Object.fromEntries(Object.entries({ ...Object.fromEntries(older), ...frozen }).toSorted());
}
