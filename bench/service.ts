import { existsSync } from 'node:fs';

/** What the image runs. */
const BUNDLE = 'dist/bundle/main/main.js';
/** The compiled service as it is, file by file. */
const UNBUNDLED = 'dist/apps/api/apps/api/src/main.js';

/** What is measured, from the root of the project. */
export const SERVICE = existsSync(BUNDLE) ? BUNDLE : UNBUNDLED;
/** The other build, of which only the start is measured; none without a bundle. */
export const UNBUNDLED_SERVICE = SERVICE === BUNDLE ? UNBUNDLED : undefined;
/** The migration command. */
export const MIGRATE = 'dist/apps/migrate/apps/migrate/src/main.js';

/** Settings of the service beside where its stores are; all others have their defaults. */
export const SERVICE_SETTINGS = { NODE_ENV: 'production', REQUIRE_STORES: 'true' };
