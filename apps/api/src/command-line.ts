import { inspect } from 'node:util';
import { EX_CONFIG, SettingsError } from '@app/config';
import { OperatorError } from '@app/observability';

/** `EX_USAGE` of BSD's sysexits.h: the command was used incorrectly. */
const EX_USAGE = 64;

/** A command can't do what it was asked to; the message says why and what helps. */
export class CommandError extends OperatorError {
  override readonly name: string = 'CommandError';
}

/** The arguments make no sense; the message is how they would. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

/** @returns 64 for wrong usage, 78 for wrong settings, 1 for anything else */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SettingsError) return EX_CONFIG;
  return error instanceof UsageError ? EX_USAGE : 1;
}

/** What is printed of an error: its message if that tells all, else its stack too. */
export function explanationOf(error: unknown): string {
  return error instanceof SettingsError || error instanceof OperatorError ? error.message : inspect(error);
}
