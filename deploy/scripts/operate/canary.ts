// Follows what Flagger makes of a release of the service, for deploy.sh. A release without a Canary is done at once.
//
//   canary.ts mark NAMESPACE          before the release: prints the state of Flagger and of the Deployment
//   canary.ts wait NAMESPACE MARK     after it: waits until the primary runs the release; fails if Flagger dropped it
//
// CANARY_TIMEOUT: the longest wait in seconds (900). CANARY_INTERVAL: seconds between two looks (2).
import { execFileSync } from 'node:child_process';
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

/** The cluster as kubectl and helm show it. */
class Release {
  private readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  get usesCanary(): boolean {
    return /^kind: Canary$/m.test(this.run('helm', 'get', 'manifest', NAME));
  }

  /** A hash of the pods' template: Flagger computes its own, here it only matters whether it changed. */
  get template(): string {
    const template = this.get('deployment', 'jsonpath={.spec.template}');
    return createHash('sha256').update(template).digest('hex');
  }

  get status(): CanaryStatus {
    const text = this.get('canary', 'json');
    const { phase, lastAppliedSpec, lastPromotedSpec } =
      ((text && JSON.parse(text)) as { status?: Record<string, string> }).status ?? {};
    return { phase: phase || NONE, applied: lastAppliedSpec || NONE, promoted: lastPromotedSpec || NONE };
  }

  get events(): string {
    const lines = this.run('kubectl', 'events', '--for', `canary/${NAME}`, '--no-headers')
      .trimEnd()
      .split('\n');
    return lines.slice(-15).join('\n');
  }

  private get(kind: string, output: string): string {
    return this.run('kubectl', 'get', kind, NAME, '--ignore-not-found', '--output', output);
  }

  /** @returns what the program prints; nothing if it fails, since the next look may succeed */
  private run(program: string, ...words: string[]): string {
    try {
      return execFileSync(program, ['--namespace', this.namespace, ...words], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', program === 'helm' ? 'ignore' : 'inherit'],
      });
    } catch {
      return '';
    }
  }
}

function mark(release: Release): string {
  const applied = release.usesCanary ? release.status.applied : NONE;
  return `${applied} ${release.template}`;
}

/** @throws Error if the release did not reach the visitors */
async function wait(release: Release, before: string, timeout: number, interval: number): Promise<void> {
  if (!release.usesCanary) return;
  const [applied, template] = before.split(' ');
  const progress = new CanaryProgress(release.template === template ? undefined : applied);
  console.log(`canary: waiting for Flagger, up to ${timeout} s`);
  let phase = NONE;
  for (const deadline = performance.now() + timeout * 1000; performance.now() < deadline;) {
    const { status } = release;
    phase = status.phase;
    const outcome = progress.observe(status);
    if (outcome === 'dropped') throw new Error('the analysis failed, and Flagger dropped the new build');
    if (outcome) return console.log(`canary: ${outcome}`);
    await sleep(interval * 1000);
  }
  throw new Error(`not done within ${timeout} s, at phase ${phase}`);
}

async function main([verb, namespace, before]: string[]): Promise<void> {
  if (!namespace || (verb !== 'mark' && (verb !== 'wait' || !before))) {
    throw new Error('usage: canary.ts mark NAMESPACE | wait NAMESPACE MARK');
  }
  const release = new Release(namespace);
  if (verb === 'mark') return console.log(mark(release));
  const { CANARY_TIMEOUT = '900', CANARY_INTERVAL = '2' } = process.env;
  try {
    await wait(release, before!, Number(CANARY_TIMEOUT), Number(CANARY_INTERVAL));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `${message}; ${namespace} continues with the build before. Flagger's events:\n${release.events}`,
      {
        cause: error,
      },
    );
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
