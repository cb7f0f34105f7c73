import { Readable } from 'node:stream';
import { runCounts } from '../run-counts.js';

/** Runs the command with its streams in memory. */
export async function runInMemory(
  argv: readonly string[],
  { environment = {}, stdin = '' }: { environment?: NodeJS.ProcessEnv; stdin?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const code = await runCounts(argv, environment, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { code, ...written };
}
