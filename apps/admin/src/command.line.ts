import { parseArgs } from 'node:util';
import { explain, UsageError } from '@app/config';

/** What a command reads and writes, as `process` has it: its result goes to stdout, everything else to stderr. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  stdin: AsyncIterable<Uint8Array>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** One command of the program. */
export interface Command {
  /** Printed for `--help`, and after the reason why arguments make no sense. */
  usage: string;
  /** The names of its options beside `--help`; none of them takes a value. */
  options?: readonly string[];
  /**
   * @param words - what follows the command's name, without options
   * @returns the exit code
   * @throws OperatorError
   */
  run(words: readonly string[], terminal: Terminal, options: ReadonlySet<string>): Promise<number>;
}

/** The commands by name. Each is loaded on demand: `health` runs every few seconds and needs no database driver. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>;

const allCommands: Commands = {
  migrate: async () => (await import('./migrate/migrate.command.js')).migrateCommand(),
  counts: async () => (await import('./counts/counts.command.js')).countsCommand,
  health: async () => (await import('./health.command.js')).healthCommand,
};

const overview: Command = {
  usage: `Usage: admin migrate | counts | health

  migrate  brings MySQL to the schema of this build, or back by one migration
  counts   exports the counts, or restores them
  health   checks that the service in this container is alive
  --help   shows this; after a command, how it is used

Settings come from the environment; .env.example lists them. Exit codes: 0 done, 1 failed, 64 wrong usage,
78 wrong settings.`,
  run([name]) {
    throw new UsageError(name === undefined ? 'Give a command' : `Unknown command: ${name}`);
  },
};

/**
 * Runs the whole program. Never throws.
 *
 * @param argv - the command line without the program's name
 * @returns its exit code: 0 done, 1 failed, 64 wrong usage, 78 wrong settings, or one of the command's own
 */
export async function runAdmin(
  argv: readonly string[],
  terminal: Terminal,
  commands: Commands = allCommands,
): Promise<number> {
  const [name = '', ...rest] = argv;
  if (!Object.hasOwn(commands, name)) return runCommand(overview, argv, terminal);
  return runCommand(await commands[name]!(), rest, terminal);
}

async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { words, options } = readArguments(argv, command.options ?? []);
    if (!options.has('help')) return await command.run(words, terminal, options);
    terminal.stdout.write(`${command.usage}\n`);
    return 0;
  } catch (error) {
    const { text, exitCode } = explain(error);
    terminal.stderr.write(error instanceof UsageError ? `${text}\n\n${command.usage}\n` : `${text}\n`);
    return exitCode;
  }
}

function readArguments(argv: readonly string[], names: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const options = { ...Object.fromEntries(names.map((name) => [name, flag])), help: { ...flag, short: 'h' } };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    return { words: positionals, options: new Set(Object.keys(values)) };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
