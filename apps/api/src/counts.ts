import { runCounts } from './counts/run-counts.js';

process.exitCode = await runCounts(process.argv.slice(2), process.env, process);
