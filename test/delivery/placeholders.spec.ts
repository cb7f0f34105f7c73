import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Names and addresses that are reserved for examples (RFC 2606, RFC 5737). */
const EXAMPLES = String.raw`example\.(org|com|net|internal)|\b(192\.0\.2|198\.51\.100|203\.0\.113)\.`;

/** What is applied, not what is tested. */
const APPLIED = ['deploy/flux', 'deploy/terraform/environments', 'environments', ':!*.tftest.hcl', ':!*.md'];

it('docs/delivery.md lists every file with an example in the place of what is yours', () => {
  const found = execFileSync('git', ['grep', '-lE', EXAMPLES, '--', ...APPLIED]).toString();
  const files = found.trim().split('\n');
  expect(files).not.toEqual([]);
  const document = readFileSync('docs/delivery.md', 'utf8');
  expect(files.filter((file) => !document.includes(`\`${file}\``))).toEqual([]);
});
