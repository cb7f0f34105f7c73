import type { MigrationClass } from '../migration-runner.js';
import { run } from '../run.js';

/** What the command left: its exit code and all it wrote. */
export interface MigrateResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command as its process would. */
export async function runMigrate(
  argv: string[],
  environment: NodeJS.ProcessEnv,
  migrations?: MigrationClass[],
): Promise<MigrateResult> {
  const ended = { code: 0, stdout: '', stderr: '' };
  const terminal = {
    stdout: { write: (text: string) => (ended.stdout += text) },
    stderr: { write: (text: string) => (ended.stderr += text) },
  };
  ended.code = await run(argv, environment, terminal, migrations);
  return ended;
}
