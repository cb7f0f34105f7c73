import { type ServiceProcess, usageOf } from '@app/testing';
import type { Candidate } from '../candidates.js';
import { table, whole } from '../document.js';
import { ONE_NAME, runLoad } from '../load.js';
import { startCandidate } from '../measure.js';
import { countCommands, resetCommandCount } from '../redis.commands.js';
import { median } from '../statistics.js';
import type { Stores } from '../stores.js';
import { type Constants, oneServer } from './scenario.js';
import { type Outcome, simulate } from './simulation.js';

const CONNECTIONS = [16, 64, 256];
const ROUNDS = 7;
const SECONDS = 3;

interface Seen {
  perSecond: number;
  /** Commands that Redis was sent, a visit. */
  commands: number;
  /** CPU of the service, a visit. */
  visitUs: number;
}

/** Holds the model against the service under wrk, one name, over a real Redis; returns a table in Markdown. */
export async function compareWithService(
  candidate: Candidate,
  stores: Stores,
  constants: Constants,
): Promise<string> {
  const running = await startCandidate(candidate);
  const rows: string[][] = [];
  try {
    await visit(running, stores, 64);
    for (const connections of CONNECTIONS) {
      const rounds: Seen[] = [];
      for (let done = 0; done < ROUNDS; done++) rounds.push(await visit(running, stores, connections));
      const seen = (figure: keyof Seen) => median(rounds.map((round) => round[figure]));
      const model = simulateOneReplica(connections, seen('visitUs'), constants);
      rows.push([
        String(connections),
        seen('commands').toFixed(4),
        (1 / model.visitsPerCommand).toFixed(4),
        whole(seen('perSecond')),
        whole(model.commandsPerSecond * model.visitsPerCommand),
      ]);
    }
  } finally {
    await running.end('SIGTERM');
  }
  return table(['connections', 'commands a visit: service', 'model', 'visits/s: service', 'model'], rows);
}

async function visit({ pid, url }: ServiceProcess, { redis }: Stores, connections: number): Promise<Seen> {
  await resetCommandCount(redis);
  const cpuBefore = usageOf(pid).cpuUs;
  const { requests, perSecond } = await runLoad(url, { ...ONE_NAME, connections }, SECONDS);
  const { sent } = await countCommands(redis);
  return { perSecond, commands: sent / requests, visitUs: (usageOf(pid).cpuUs - cpuBefore) / requests };
}

/** As many clients in a circle as wrk has connections, and the CPU that the service was seen to use. */
function simulateOneReplica(clients: number, visitUs: number, constants: Constants): Outcome {
  return simulate({
    ...oneServer(constants),
    hashOfName: [0],
    replicas: 1,
    visitsPerSecond: 10_000,
    clients,
    visitUs,
    roundTripUs: constants.localRoundTripUs,
  });
}
