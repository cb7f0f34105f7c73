// Follows what Flagger makes of a release of the service, for deploy.sh. A release without a Canary is done at once.
//
//   canary.ts mark NAMESPACE          before the release: prints the state of Flagger and of the Deployment
//   canary.ts wait NAMESPACE MARK     after it: waits until the primary runs the release; fails if Flagger dropped it
//
// CANARY_TIMEOUT: the longest wait in seconds (900). CANARY_INTERVAL: seconds between two looks (2).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const NAME = 'minipokedex';
const NONE = '-';
/** When Flagger sees a build after a failed one, it still reports the old failure for a moment. */
const FAILURES_UNTIL_DROPPED = 3;

/** What Flagger reports: its phase, the hash of the build that it saw last, and of the one that visitors have. */
export interface CanaryStatus {
  phase: string;
  applied: string;
  promoted: string;
}

export type CanaryOutcome = 'promoted' | 'unchanged' | 'dropped';

/** Decides from Flagger's successive reports how a release ended. */
export class CanaryProgress {
  private readonly stale: string | undefined;
  private failures = 0;

  /** @param stale the build that Flagger had seen before a release that changed the pods; its reports do not count */
  constructor(stale?: string) {
    this.stale = stale;
  }

  /** @returns the outcome, or undefined while Flagger has not decided */
  observe({ phase, applied, promoted }: CanaryStatus): CanaryOutcome | undefined {
    if (applied === NONE || applied === this.stale) return undefined;
    if (phase === 'Initialized' || phase === 'Succeeded') return 'promoted';
    if (phase !== 'Failed') {
      this.failures = 0;
      return undefined;
    }
    // A release that returned to what the primary runs leaves nothing to analyse.
    if (applied === promoted) return 'unchanged';
    this.failures += 1;
    return this.failures < FAILURES_UNTIL_DROPPED ? undefined : 'dropped';
  }
}

/** @returns what the program prints; nothing if it fails, since the next look may succeed */
function run(program: string, namespace: string, ...words: string[]): string {
  const { status, stdout } = spawnSync(program, ['--namespace', namespace, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? stdout : '';
}

const get = (namespace: string, kind: string, output: string) =>
  run('kubectl', namespace, 'get', kind, NAME, '--ignore-not-found', '--output', output);

const usesCanary = (namespace: string) =>
  /^kind: Canary$/m.test(run('helm', namespace, 'get', 'manifest', NAME));

/** A hash of the pods' template. Flagger computes its own; here it only matters whether it changed. */
const hashTemplate = (namespace: string) =>
  createHash('sha256')
    .update(get(namespace, 'deployment', 'jsonpath={.spec.template}'))
    .digest('hex');

function readStatus(namespace: string): CanaryStatus {
  const { status } = JSON.parse(get(namespace, 'canary', 'json') || '{}') as {
    status?: Record<string, string>;
  };
  return {
    phase: status?.['phase'] || NONE,
    applied: status?.['lastAppliedSpec'] || NONE,
    promoted: status?.['lastPromotedSpec'] || NONE,
  };
}

/** @throws Error if the release did not reach the visitors */
async function wait(namespace: string, mark: string): Promise<void> {
  const { CANARY_TIMEOUT: timeout = '900', CANARY_INTERVAL: interval = '2' } = process.env;
  const [applied, template] = mark.split(' ');
  const progress = new CanaryProgress(hashTemplate(namespace) === template ? undefined : applied);
  console.log(`canary: waiting for Flagger, up to ${timeout} s`);
  let status: CanaryStatus | undefined;
  for (const deadline = performance.now() + Number(timeout) * 1000; performance.now() < deadline;) {
    status = readStatus(namespace);
    const outcome = progress.observe(status);
    if (outcome === 'dropped') throw new Error('the analysis failed, and Flagger dropped the new build');
    if (outcome) return console.log(`canary: ${outcome}`);
    await sleep(Number(interval) * 1000);
  }
  throw new Error(`not done within ${timeout} s, at phase ${status?.phase ?? NONE}`);
}

async function main([verb, namespace, mark]: string[]): Promise<void> {
  if (verb === 'mark' && namespace) {
    const { applied } = usesCanary(namespace) ? readStatus(namespace) : { applied: NONE };
    return console.log(`${applied} ${hashTemplate(namespace)}`);
  }
  if (verb !== 'wait' || !namespace || !mark) {
    throw new Error('usage: canary.ts mark NAMESPACE | wait NAMESPACE MARK');
  }
  if (!usesCanary(namespace)) return;
  try {
    await wait(namespace, mark);
  } catch (error) {
    const events = run('kubectl', namespace, 'events', '--for', `canary/${NAME}`, '--no-headers');
    const last = events.trimEnd().split('\n').slice(-15).join('\n');
    const text = `${(error as Error).message}; ${namespace} continues with the build before. Flagger's events:\n${last}`;
    throw new Error(text, { cause: error });
  }
}

if (import.meta.main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(`canary: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
