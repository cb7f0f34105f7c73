import { Scratch } from '@app/testing';
import { afterAll, describe, expect, it } from 'vitest';

const scratch = new Scratch('deploy', 'environments', 'helmfile.yaml');
afterAll(() => scratch.remove());

/** The values of a release of the service, as helmfile hands them to Helm. */
async function imageOf(...variables: string[]): Promise<string> {
  const selected = ['--environment', 'local', '--selector', 'name=minipokedex'];
  const words = ['write-values', '--output-file-template', 'values.yaml', '--skip-deps'];
  const { status, output } = await scratch.run('env', ...variables, 'helmfile', ...selected, ...words);
  return status === 0 ? /^image:\n(?: .*\n)+/m.exec(scratch.read('values.yaml'))![0] : output;
}

/** A Helm that knows such values of the release. */
const helm = (values: string) =>
  scratch.command(
    'helm',
    `[[ $* != version* ]] || { echo v4.1.0; exit; }; [[ $* == *'get values'* ]] && ${values}`,
  );

describe('helmfile, for any command', () => {
  it('takes the image that runs', async () => {
    helm(`echo '{"image":{"digest":"sha256:abc"},"replicaCount":2}'`);
    expect(await imageOf()).toBe('image:\n  digest: sha256:abc\n');
  });

  it('takes the one that it is told instead', async () => {
    helm('exit 1');
    expect(await imageOf('IMAGE_TAG=1.2.3')).toBe('image:\n  tag: 1.2.3\n');
  });

  it.each(['exit 1', "echo '{}'"])('names none by itself, and says what to do, after %s', async (values) => {
    helm(values);
    expect(await imageOf()).toContain('No image is known to run in minipokedex-local. Name one');
  });
});
