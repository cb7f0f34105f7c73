import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/**
 * Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->` in a document.
 *
 * @throws Error if the document lacks the two comments
 */
export async function writeRegion(path: string, name: string, markdown: string): Promise<void> {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, rest] = (await readFile(path, 'utf8')).split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} lacks ${start} and ${end}`);
  const written = `${before}${start}\n\n${markdown}\n\n${end}${after}`;
  await writeFile(path, await format(written, { ...(await resolveConfig(path)), filepath: path }));
  console.log(`${path} is written`);
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Rounded, with its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
