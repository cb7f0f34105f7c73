import { Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch('deploy/scripts');
  scratch.write('done', '');
});
afterEach(() => scratch.remove());

/** What Flagger tells: phase, the build it saw last, and the one that visitors have. */
type Status = [phase: string, applied: string, promoted: string];

const asJson = ([phase, lastAppliedSpec, lastPromotedSpec]: Status) =>
  JSON.stringify({ status: { phase, lastAppliedSpec, lastPromotedSpec } });

/**
 * A cluster with a Canary, where Flagger has nothing to try after a rollback.
 *
 * @param before what Flagger tells until helmfile applies
 * @param after what it tells then, one answer after the other, the last again and again
 * @param applied the Deployment's template from then on
 */
function cluster(before: Status, after: readonly Status[], applied = 'new'): void {
  scratch.write('statuses', `${asJson(before)}\n`);
  scratch.write('after', `${after.map(asJson).join('\n')}\n`);
  scratch.write('back', `${asJson(['Failed', before[2], before[2]])}\n`);
  scratch.write('template', 'old');
  scratch.write('releases', '[{"revision":"3"}]');
  scratch.command(
    'helmfile',
    `echo apply >>done; echo '[{"revision":"4"}]' >releases; ${release(applied, 'after')}`,
  );
  scratch.command(
    'helm',
    `case $* in
      *'get manifest'*) echo 'kind: Canary' ;;
      *list*) cat releases ;;
      *rollback*) echo "rollback $5" >>done; ${release('old', 'back')} ;;
    esac`,
  );
  scratch.command(
    'kubectl',
    `case $* in
      *'get canary'*) head -n 1 statuses; [ "$(wc -l <statuses)" = 1 ] || sed -i 1d statuses ;;
      *'get deployment'*) cat template ;;
      *events*) echo 'Halt minipokedex advancement success-rate 12.00 < 99' ;;
    esac`,
  );
  scratch.write('deploy/scripts/operate/smoke.sh', 'echo smoke >>done');
}

/** What a release changes: the Deployment, and from then on what Flagger tells. */
const release = (template: string, statuses: 'after' | 'back') =>
  `printf ${template} >template; cp ${statuses} statuses`;

const deploy = (timeout = 60) =>
  scratch.run(
    'env',
    'CANARY_INTERVAL=0.05',
    `CANARY_TIMEOUT=${timeout}`,
    'make',
    'deploy',
    'ENV=production',
    'URL=http://service',
  );

describe('make deploy, where there is a canary', () => {
  it('asks the service only once Flagger has promoted the build', async () => {
    cluster(
      ['Succeeded', 'a', 'a'],
      [
        ['Succeeded', 'a', 'a'], // it looks once in an interval
        ['Progressing', 'b', 'a'],
        ['Promoting', 'b', 'a'],
        ['Finalising', 'b', 'a'],
        ['Succeeded', 'b', 'b'],
      ],
    );
    scratch.write('deploy/scripts/operate/smoke.sh', 'cat statuses >>done');
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(scratch.read('done')).toBe(`apply\n${asJson(['Succeeded', 'b', 'b'])}\n`);
  });

  it('waits for the first build too', async () => {
    cluster(
      ['', '', ''],
      [
        ['Initializing', '', ''],
        ['Initialized', 'a', 'a'],
      ],
    );
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(scratch.read('done')).toBe('apply\nsmoke\n');
  });

  it('says that Flagger dropped the build and why, takes the release back, and asks nothing', async () => {
    cluster(
      ['Succeeded', 'a', 'a'],
      [
        ['Progressing', 'b', 'a'],
        ['Failed', 'b', 'a'],
      ],
    );
    const { status, output } = await deploy();
    expect(status).not.toBe(0);
    expect(output).toContain('Flagger dropped the new build; minipokedex-production goes on with the build');
    expect(output).toContain('success-rate 12.00 < 99');
    expect(output).toContain('get past its canary in production; rolling back to release 3');
    expect(scratch.read('done')).toBe('apply\nrollback 3\n');
  });

  it('does not take the failure of the build before for its own', async () => {
    cluster(
      ['Failed', 'b', 'a'],
      [
        ['Failed', 'b', 'a'],
        ['Failed', 'c', 'a'],
        ['Progressing', 'c', 'a'],
        ['Succeeded', 'c', 'c'],
      ],
    );
    expect(await deploy()).toMatchObject({ status: 0 });
  });

  it('fails at once when the build is the one that failed', async () => {
    cluster(['Failed', 'b', 'a'], [['Failed', 'b', 'a']], 'old');
    const { status, output } = await deploy();
    expect(status).not.toBe(0);
    expect(output).toContain('Flagger dropped');
  });

  it('has nothing to wait for when the pods stay as they are', async () => {
    cluster(['Succeeded', 'a', 'a'], [['Succeeded', 'a', 'a']], 'old');
    expect(await deploy()).toMatchObject({ status: 0 });
  });

  it('has nothing to wait for when the release goes back to what the primary runs', async () => {
    cluster(['Failed', 'b', 'a'], [['Failed', 'a', 'a']]);
    expect(await deploy()).toMatchObject({ status: 0 });
  });

  it('gives up after CANARY_TIMEOUT', async () => {
    cluster(['Succeeded', 'a', 'a'], [['Progressing', 'b', 'a']]);
    const { status, output } = await deploy(3);
    expect(status).not.toBe(0);
    expect(output).toContain('not done within 3 s, at phase Progressing');
    expect(scratch.read('done')).toBe('apply\nrollback 3\n');
  });
});
