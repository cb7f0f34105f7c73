import { run } from './run.js';

// Not by the exit code alone: a migration that goes on without its lock must not keep the process.
process.exit(await run(process.argv.slice(2), process.env, process));
