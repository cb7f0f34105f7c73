import { seed } from '@app/testing';
import { vi } from 'vitest';
import type { Stage } from './stage.js';

/** What the service promises, whatever the stores do. */
const LONGEST_ANSWER_MS = 2000;

/** What became of a scenario. */
interface Outcome {
  /** One sentence for each broken promise. */
  faults: string[];
  /** The output of the services that ran to the end. */
  log: string;
}

/**
 * Ends the load, lets what was answered with null be counted, ends the services, so that nothing can change any more,
 * and compares.
 *
 * @param story what happened, in a few words
 */
export async function settle(stage: Stage, story: string): Promise<Outcome> {
  const { ledger, load, services } = stage;
  await load.stop();
  const kept = async () => ledger.faults(await stage.counts()).length === 0;
  // What is wrong is told by the comparison after the end.
  await vi.waitUntil(kept, { timeout: 15_000, interval: 100 }).catch(() => {});
  const ended = await Promise.all(services.splice(0).map((service) => service.end('SIGTERM')));
  const counts = await stage.counts();
  const slowest = Math.round(load.slowestMs);
  console.log(`${story}: ${ledger.figures(counts)}; slowest answer ${slowest} ms; seed ${seed}`);
  const faults = [...ledger.faults(counts), ...load.faults];
  if (slowest >= LONGEST_ANSWER_MS) faults.push(`an answer took ${slowest} ms`);
  for (const { code } of ended) if (code !== 0) faults.push(`a service ended with ${code}`);
  return { faults, log: ended.map(({ output }) => output).join('') };
}
