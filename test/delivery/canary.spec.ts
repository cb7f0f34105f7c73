import { Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CanaryOutcome, CanaryProgress } from '../../deploy/scripts/operate/canary.js';

/** What Flagger reports: phase, the build it saw last, and the one that visitors have. */
type Report = [phase: string, applied: string, promoted: string];

const before: Report = ['Succeeded', 'a', 'a'];
const json = ([phase, lastAppliedSpec, lastPromotedSpec]: Report) =>
  JSON.stringify({ status: { phase, lastAppliedSpec, lastPromotedSpec } });

const failedBefore: Report = ['Failed', 'b', 'a'];

describe('the progress of a canary', () => {
  it.each<[name: string, stale: string | undefined, reports: Report[], outcome: CanaryOutcome | undefined]>([
    [
      'is promoted once Flagger says so, which looks once in an interval',
      'a',
      [
        before,
        ['Progressing', 'b', 'a'],
        ['Promoting', 'b', 'a'],
        ['Finalising', 'b', 'a'],
        ['Succeeded', 'b', 'b'],
      ],
      'promoted',
    ],
    [
      'is promoted when it is the first build',
      '-',
      [
        ['Initializing', '-', '-'],
        ['Initialized', 'a', 'a'],
      ],
      'promoted',
    ],
    ['is promoted when the pods stay as they are', undefined, [before], 'promoted'],
    ['is open while Flagger has not seen the build', 'a', [before, before, before], undefined],
    [
      'is open while Flagger analyses the build',
      'a',
      [
        ['Progressing', 'b', 'a'],
        ['Progressing', 'b', 'a'],
      ],
      undefined,
    ],
    [
      'is open after a failure that may be that of the build before',
      'b',
      [
        ['Failed', 'c', 'a'],
        ['Failed', 'c', 'a'],
      ],
      undefined,
    ],
    [
      'is dropped when the failure stays',
      'a',
      [
        ['Progressing', 'b', 'a'],
        ['Failed', 'b', 'a'],
        ['Failed', 'b', 'a'],
        ['Failed', 'b', 'a'],
      ],
      'dropped',
    ],
    [
      'is dropped when the build is the one that failed before',
      undefined,
      [failedBefore, failedBefore, failedBefore],
      'dropped',
    ],
    [
      'outlives the failure of the build before',
      'b',
      [
        failedBefore,
        ['Failed', 'c', 'a'],
        ['Failed', 'c', 'a'],
        ['Progressing', 'c', 'a'],
        ['Failed', 'c', 'a'],
        ['Failed', 'c', 'a'],
        ['Succeeded', 'c', 'c'],
      ],
      'promoted',
    ],
    [
      'is unchanged when the release returns to what the primary runs',
      'b',
      [failedBefore, ['Failed', 'a', 'a']],
      'unchanged',
    ],
  ])('%s', (_, stale, reports, outcome) => {
    const progress = new CanaryProgress(stale);
    const outcomes = reports.map(([phase, applied, promoted]) =>
      progress.observe({ phase, applied, promoted }),
    );
    expect(outcomes.slice(0, -1).filter((each) => each !== undefined)).toEqual([]);
    expect(outcomes.at(-1)).toBe(outcome);
  });
});

describe('make deploy, where there is a canary', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch('deploy/scripts');
    scratch.write('done', '');
  });
  afterEach(() => scratch.remove());

  /** A cluster where Flagger reports `before` until helmfile applies, and `after` from then on. */
  function cluster(after: Report): void {
    scratch.write('status', json(before));
    scratch.write('template', 'old');
    scratch.write('releases', '[{"revision":"3"}]');
    const change = (template: string, report: Report) =>
      `printf ${template} >template; echo '${json(report)}' >status`;
    scratch.command(
      'helmfile',
      `echo apply >>done; echo '[{"revision":"4"}]' >releases; ${change('new', after)}`,
    );
    scratch.command(
      'helm',
      `case $* in
        *'get manifest'*) echo 'kind: Canary' ;;
        *list*) cat releases ;;
        *rollback*) echo "rollback $5" >>done; ${change('old', ['Failed', 'a', 'a'])} ;;
      esac`,
    );
    scratch.command(
      'kubectl',
      `case $* in
        *'get canary'*) cat status ;;
        *'get deployment'*) cat template ;;
        *events*) echo 'Halt minipokedex advancement success-rate 12.00 < 99' ;;
      esac`,
    );
    scratch.write('deploy/scripts/operate/smoke.sh', 'echo smoke >>done');
  }

  const deploy = () =>
    scratch.run(
      'env',
      'CANARY_INTERVAL=0.05',
      'CANARY_TIMEOUT=3',
      'make',
      'deploy',
      'ENV=production',
      'URL=http://service',
    );

  it('asks the service once Flagger has promoted the build', async () => {
    cluster(['Succeeded', 'b', 'b']);
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(scratch.read('done')).toBe('apply\nsmoke\n');
  });

  it('says that Flagger dropped the build and why, takes the release back, and asks nothing', async () => {
    cluster(['Failed', 'b', 'a']);
    const { status, output } = await deploy();
    expect(status).not.toBe(0);
    expect(output).toContain(
      'Flagger dropped the new build; minipokedex-production continues with the build',
    );
    expect(output).toContain('success-rate 12.00 < 99');
    expect(output).toContain('get past its canary in production; rolling back to release 3');
    expect(scratch.read('done')).toBe('apply\nrollback 3\n');
  });

  it('gives up after CANARY_TIMEOUT', async () => {
    cluster(['Progressing', 'b', 'a']);
    const { status, output } = await deploy();
    expect(status).not.toBe(0);
    expect(output).toContain('not done within 3 s, at phase Progressing');
    expect(scratch.read('done')).toBe('apply\nrollback 3\n');
  });
});
