import { beforeEach, describe, expect, it } from 'vitest';
import { CanaryProgress, type CanaryStatus } from '../../deploy/scripts/operate/canary.js';
import { failureOf, useCopy } from './copy.fixture.js';

/** Reads a report of Flagger: its phase, the build it saw last, and the one that visitors have. */
function parse(report: string): CanaryStatus {
  const [phase, applied, promoted] = report.split(' ');
  return { phase: phase!, applied: applied!, promoted: promoted! };
}

describe('the progress of a canary', () => {
  it.each([
    [
      'is promoted',
      'a',
      'Succeeded a a, Progressing b a, Promoting b a, Finalising b a, Succeeded b b',
      'promoted',
    ],
    ['is promoted when it is the first build', '-', 'Initializing - -, Initialized a a', 'promoted'],
    ['is promoted when the pods stay as they are', undefined, 'Succeeded a a', 'promoted'],
    ['is open until Flagger sees the build', 'a', 'Succeeded a a, Succeeded a a', undefined],
    ['is open during the analysis', 'a', 'Progressing b a, Progressing b a', undefined],
    ['is open when the failure may be that of the build before', 'b', 'Failed c a, Failed c a', undefined],
    [
      'is dropped when the failure stays',
      'a',
      'Progressing b a, Failed b a, Failed b a, Failed b a',
      'dropped',
    ],
    [
      'is dropped when it is the build that failed',
      undefined,
      'Failed b a, Failed b a, Failed b a',
      'dropped',
    ],
    [
      'outlives the failure of the build before',
      'b',
      'Failed b a, Failed c a, Progressing c a, Failed c a, Succeeded c c',
      'promoted',
    ],
    ['is unchanged when the primary runs it already', 'b', 'Failed b a, Failed a a', 'unchanged'],
  ])('%s', (_, stale, reports, outcome) => {
    const progress = new CanaryProgress(stale);
    const outcomes = reports.split(', ').map((report) => progress.observe(parse(report)));
    expect(outcomes.slice(0, -1).filter((each) => each !== undefined)).toEqual([]);
    expect(outcomes.at(-1)).toBe(outcome);
  });
});

/** What kubectl prints of a report. */
function json(report: string): string {
  const { phase, applied, promoted } = parse(report);
  return JSON.stringify({ status: { phase, lastAppliedSpec: applied, lastPromotedSpec: promoted } });
}

describe('make deploy, where there is a canary', () => {
  const scratch = useCopy('deploy/scripts');
  beforeEach(() => scratch.write('done', ''));

  /** A cluster where Flagger reports a promoted build until helmfile applies, and `after` from then on. */
  function cluster(after: string): void {
    scratch.write('status', json('Succeeded a a'));
    scratch.write('template', 'old');
    scratch.write('releases', '[{"name":"minipokedex","revision":"3"}]');
    const change = (template: string, report: string) =>
      `printf ${template} >template; echo '${json(report)}' >status`;
    scratch.command(
      'helmfile',
      `echo apply >>done; echo '[{"name":"minipokedex","revision":"4"}]' >releases; ${change('new', after)}`,
    );
    scratch.command(
      'helm',
      `case $* in
        *'get manifest'*) echo 'kind: Canary' ;;
        *list*) cat releases ;;
        *rollback*) echo "rollback $5" >>done; ${change('old', 'Failed a a')} ;;
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
    cluster('Succeeded b b');
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(scratch.read('done')).toBe('apply\nsmoke\n');
  });

  it('says that Flagger dropped the build and why, takes the release back, and asks nothing', async () => {
    cluster('Failed b a');
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
    cluster('Progressing b a');
    expect(await failureOf(deploy())).toMatch('not done within 3 s, at phase Progressing');
    expect(scratch.read('done')).toBe('apply\nrollback 3\n');
  });
});
