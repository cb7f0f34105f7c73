import { inspect } from 'node:util';

/** A problem that the operator can fix: the message says what is wrong and what helps, so no stack is printed. */
export class OperatorError extends Error {
  override readonly name: string = this.constructor.name;
  /** The exit code of the program; codes above 1 come from BSD's sysexits.h. */
  readonly exitCode: number = 1;
}

/** The command line is wrong (`EX_USAGE`); the message shows the right usage. */
export class UsageError extends OperatorError {
  override readonly exitCode = 64;
}

/** A variable that breaks a rule. Never holds the variable's value. */
export interface SettingsFault {
  variable: string;
  rule: string;
}

/** The environment breaks at least one rule (`EX_CONFIG`); `message` lists all of them by variable name. */
export class SettingsError extends OperatorError {
  override readonly exitCode = 78;

  constructor(readonly faults: readonly SettingsFault[]) {
    const lines = faults.map(({ variable, rule }) => `  ${variable} ${rule}`);
    const title = `The settings are faulty (${faults.length}):`;
    super([title, ...lines, 'See .env.example for every setting.'].join('\n'));
  }
}

/** What a program prints for an error, with the stack of an unforeseen one, and its exit code. */
export function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof OperatorError) return { text: error.message, exitCode: error.exitCode };
  return { text: inspect(error), exitCode: 1 };
}
