import { explain, maskedSettings, readSettings, UsageError } from '@app/config';
import { requireNode } from './node-version.js';
import { startService } from './start-service.js';

const usage = `Usage: minipokedex [--check-config]

  --check-config  print the effective settings, secrets masked, and exit: 0 if they are sound, 78 if not
  --help          this text

Settings come from the environment; .env.example lists them.`;

async function main([option, ...rest]: string[]): Promise<void> {
  if (option === '--help') return console.log(usage);
  const unknown = [...(option === '--check-config' ? [] : [option]), ...rest].filter(
    (word) => word !== undefined,
  );
  if (unknown.length > 0) throw new UsageError(`Unknown: ${unknown.join(' ')}\n\n${usage}`);
  requireNode(process.versions.node);
  const settings = readSettings(process.env);
  if (option === '--check-config') return console.log(maskedSettings(settings));
  await startService(settings);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const { text, exitCode } = explain(error);
  console.error(text);
  process.exit(exitCode);
});
