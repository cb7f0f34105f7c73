import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A file that takes a row for each scenario. */
    faultTable: string;
  }
}

const HEAD =
  '| fault | numbers | `null` | 503 | counted | given twice | no numbers for | p99 | slowest answer |';

/** Prints the table of docs/reliability.md at the end. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'minipokedex-'));
  const table = join(folder, 'table.md');
  writeFileSync(table, `${HEAD}\n${HEAD.replaceAll(/[^|]+/g, ' --- ')}\n`);
  project.provide('faultTable', table);
  return () => {
    console.log(readFileSync(table, 'utf8'));
    rmSync(folder, { recursive: true });
  };
}
