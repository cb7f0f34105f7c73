import { readSettings } from '@app/config';

/** Exits 0 if the service in this container is alive: the image has no shell and no curl. */
const { port } = readSettings(process.env).service;
const { ok } = await fetch(`http://localhost:${port}/health/live`, { signal: AbortSignal.timeout(2000) });
process.exit(ok ? 0 : 1);
