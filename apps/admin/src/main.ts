import { runAdmin } from './command.line.js';

void runAdmin(process.argv.slice(2), process).then((exitCode) => {
  // Once standard output, which may be a pipe, is written; not by itself, since a migration without its lock may go on.
  process.stdout.write('', () => process.exit(exitCode));
});
