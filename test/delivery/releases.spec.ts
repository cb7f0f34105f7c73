import { Scratch } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const scratch = new Scratch('deploy', 'environments', 'helmfile.yaml');
let calls: string[];

beforeAll(async () => {
  scratch.command('helm', `[[ $* != version* ]] || { echo v4.1.0; exit; }; echo "$*" >>calls`);
  scratch.command('kubectl', 'echo namespace');
  await scratch.run('env', 'IMAGE_TAG=1.2.3', 'helmfile', '--environment', 'local', 'sync');
  calls = scratch.read('calls').split('\n');
});
afterAll(() => scratch.remove());

const upgradeOf = (release: string) => calls.find((call) => call.startsWith(`upgrade --install ${release} `));

describe('Helm', () => {
  it.each(['mysql', 'redis'])('rolls %s back for nobody, and waits for its slowest start', (release) => {
    expect(upgradeOf(release)).toContain('--timeout 1200s');
    expect(upgradeOf(release)).not.toContain('--rollback-on-failure');
  });

  it.each(['secrets', 'memcached', 'minipokedex'])('rolls %s back if it fails', (release) => {
    expect(upgradeOf(release)).toContain('--rollback-on-failure');
  });

  it('is asked for no namespace, which an account of one may not make', () => {
    expect(calls.filter((call) => call.includes('--create-namespace'))).toEqual([]);
  });
});
