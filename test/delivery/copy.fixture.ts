import { type Ended, Scratch } from '@app/testing';
import { afterEach, beforeEach } from 'vitest';

/** A copy of parts of the project for each test, to plant mistakes in. */
export function useCopy(...paths: string[]): Scratch {
  const copy = Object.create(Scratch.prototype) as Scratch;
  beforeEach(() => void Object.assign(copy, new Scratch(...paths)));
  afterEach(() => copy.remove());
  return copy;
}

/**
 * What a command printed before it failed: its lines, and all of them as one, since tools break theirs at any word.
 *
 * @throws Error if it did not fail
 */
export async function failureOf(ended: Promise<Ended>): Promise<string> {
  const { status, output, line } = await ended;
  if (status === 0) throw new Error(`it did not fail: ${output}`);
  return `${output}\n${line}`;
}
