import { hash } from 'node:crypto';

/** Raise the version whenever rows change their shape: builds that run side by side then don't read each other's. */
const PREFIX = 'v1:pokemon:';
const MAX_KEY_BYTES = 200;

/**
 * The key of a row in the shared cache: readable if the name is plain, else a digest of it, since Memcached takes at most
 * 250 bytes and neither spaces nor control characters (memcached, doc/protocol.txt, "Keys").
 *
 * @returns 1 to 200 ASCII characters, different for each name
 */
export function rowKey(name: string): string {
  const key = PREFIX + name;
  // A plain name has no colon, so it never looks like a digest.
  return /^[a-z0-9-]+$/.test(name) && key.length <= MAX_KEY_BYTES
    ? key
    : `${PREFIX}sha256:${hash('sha256', name)}`;
}
