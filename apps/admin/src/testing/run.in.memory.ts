import { Readable } from 'node:stream';
import { type Commands, runAdmin } from '../command.line.js';

/** What a run left: its exit code and all it wrote. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the operator's program as its process would, with its streams in memory. */
export async function runInMemory(
  argv: readonly string[],
  {
    environment = {},
    stdin = '',
    commands,
  }: { environment?: NodeJS.ProcessEnv; stdin?: string; commands?: Commands } = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const streams = {
    env: environment,
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  };
  const code = await runAdmin(argv, streams, commands);
  return { code, ...written };
}
