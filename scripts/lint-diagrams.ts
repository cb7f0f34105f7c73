// lint-diagrams.ts FOLDER: parses every Mermaid diagram in the documents with the mermaid that is installed in FOLDER.
// It works for the kinds of diagrams that parse without a browser, such as sequenceDiagram.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const { default: mermaid } = (await import(
  resolve(process.argv[2]!, 'node_modules/mermaid/dist/mermaid.core.mjs')
)) as { default: { parse(diagram: string): Promise<unknown> } };
const documents = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');

let parsed = 0;
for (const path of documents) {
  const text = readFileSync(path, 'utf8');
  for (const { index, 1: diagram } of text.matchAll(/^```mermaid\n([^]*?)^```$/gm)) {
    try {
      await mermaid.parse(diagram!);
      parsed += 1;
    } catch (error) {
      console.error(`${path}:${text.slice(0, index).split('\n').length} ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}
console.log(`${parsed} diagrams parse`);
