import { Scratch } from '@app/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const scratch = new Scratch('deploy/scripts');
afterAll(() => scratch.remove());

describe('make apply and make sync', () => {
  beforeEach(() => scratch.command('helmfile', `echo "helmfile $* with $IMAGE_DIGEST"`));

  it.each(['apply', 'sync'])('%s with the image that runs', async (verb) => {
    scratch.command('helm', `echo '{"image":{"digest":"sha256:abc"}}'`);
    const { status, output } = await scratch.make(verb, 'ENV=staging');
    expect(output).toContain(`helmfile --environment staging ${verb} with sha256:abc`);
    expect(status).toBe(0);
  });

  it('change nothing where nothing runs, and say so', async () => {
    scratch.command('helm', 'exit 1');
    const { status, output } = await scratch.make('apply', 'ENV=staging');
    expect(output).toContain('nothing runs in minipokedex-staging');
    expect(output).not.toContain('helmfile');
    expect(status).not.toBe(0);
  });
});
