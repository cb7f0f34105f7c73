import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes an empty folder.
 *
 * @param removeIn the hook of vitest in which it is removed: `afterAll`, or `onTestFinished` where each test has its own
 * @returns its path
 */
export function temporaryFolder(removeIn: (remove: () => void) => void): string {
  const path = mkdtempSync(join(tmpdir(), 'minipokedex-'));
  removeIn(() => rmSync(path, { recursive: true }));
  return path;
}
