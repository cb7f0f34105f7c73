import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface CommandOptions {
  cwd?: string;
  /** Variables beside those of this process. */
  env?: Record<string, string>;
  /** Standard input. */
  input?: string;
}

/** A command that failed, with all that it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const execute = promisify(execFile);

/**
 * Runs a command and returns its output.
 *
 * @throws CommandError
 */
export async function run(
  command: string,
  words: readonly string[],
  { cwd, env, input }: CommandOptions = {},
): Promise<string> {
  const running = execute(command, words, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 27 });
  running.child.stdin?.end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    const output = [stdout, stderr].filter(Boolean).join('\n') || message;
    // Not with its cause, which would print the output once more.
    throw new CommandError(`${command} ${words.join(' ')} failed:\n${output}`);
  }
}

/** The same for a step that takes a while: prints how long it took. */
export async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    const result = await work();
    console.log(`${what}: ${seconds()}`);
    return result;
  } catch (error) {
    console.log(`${what}: failed after ${seconds()}`);
    throw error;
  }
}
