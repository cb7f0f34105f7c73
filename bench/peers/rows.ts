import { readFileSync } from 'node:fs';

export interface Row {
  name: string;
  type: string;
}

/** Reads the catalogue that the benchmark wrote for its peers, by name. */
export function readRows(path: string): Map<string, Row> {
  const rows = JSON.parse(readFileSync(path, 'utf8')) as Row[];
  return new Map(rows.map((row) => [row.name, row]));
}
