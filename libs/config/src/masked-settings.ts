import type { Settings } from './settings.js';

const secretKeys = new Set(['password']);

/** The effective settings as indented JSON for people, each secret replaced by `***`. */
export function maskedSettings(settings: Settings): string {
  return JSON.stringify(settings, (key, value: unknown) => (secretKeys.has(key) && value ? '***' : value), 4);
}
