import { runAdmin } from './command.line.js';

void runAdmin(process.argv.slice(2), process).then((exitCode) => {
  // Standard output may be a pipe that is still being written; a migration that lost its lock may never end.
  process.stdout.write('', () => process.exit(exitCode));
});
