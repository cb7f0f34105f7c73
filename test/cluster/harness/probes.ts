import { readFile } from 'node:fs/promises';
import { ELSEWHERE } from './cluster.js';
import { run } from './command.js';
import { simplePod } from './simple.pod.js';

/** A port, by the address of its pod or Service: not everybody may ask for names. */
export interface Target {
  name: string;
  host: string;
  port: number;
}

/** A pod that dials in the place of one with these labels. */
export interface Kind {
  name: string;
  namespace: string;
  labels?: Record<string, string>;
}

/** Labels by which a controller would take the pod for its own. */
const OWNERS = /pod-template-hash|controller-uid|job-name|statefulset/;

/** Where probes listen. */
const PORT = 9000;

/** Rounds that must give the same. */
const ROUNDS = 3;

/** Pods that measure who reaches whom. */
export class Probes {
  private constructor(private readonly kinds: readonly Kind[]) {}

  /** Starts one of each kind, and one ELSEWHERE, which all others dial too. */
  static async start(kinds: readonly Kind[], targets: readonly Target[]): Promise<Probes> {
    const elsewhere = { name: ELSEWHERE, namespace: ELSEWHERE };
    await create([elsewhere], targets);
    const pod = ['--namespace', ELSEWHERE, `pod/${podOf(elsewhere)}`];
    await run('kubectl', ['wait', '--for=condition=Ready', '--timeout=60s', ...pod]);
    const host = await run('kubectl', ['get', '--output=jsonpath={.status.podIP}', ...pod]);
    await create(kinds, [...targets, { name: 'elsewhere', host, port: PORT }]);
    return new Probes([...kinds, elsewhere]);
  }

  /** The targets that each kind reaches. */
  async reached(): Promise<Record<string, string[]>> {
    const entries = this.kinds.map(async (kind) => [kind.name, await this.reachedBy(kind)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  async stop(): Promise<void> {
    for (const kind of this.kinds) {
      const pod = ['--namespace', kind.namespace, `pod/${podOf(kind)}`];
      await run('kubectl', ['delete', '--ignore-not-found', '--wait=false', ...pod]);
    }
  }

  private async reachedBy(kind: Kind): Promise<string[]> {
    const words = ['--namespace', kind.namespace, `--tail=${ROUNDS}`, podOf(kind)];
    const rounds = (await run('kubectl', ['logs', ...words])).split('\n').filter(Boolean);
    if (rounds.length < ROUNDS || new Set(rounds).size > 1) throw new Error(`${kind.name}: not settled yet`);
    return JSON.parse(rounds[0]!) as string[];
  }
}

const podOf = ({ name }: Kind) => `probe-${name.replaceAll(' ', '-')}`;

async function create(kinds: readonly Kind[], targets: readonly Target[]): Promise<void> {
  const program = await readFile('test/cluster/harness/probe.mjs', 'utf8');
  const pods = kinds.map((kind) =>
    simplePod({
      metadata: { name: podOf(kind), namespace: kind.namespace, labels: ownLabels(kind) },
      container: {
        args: ['--input-type=module', '--eval', program],
        env: [
          { name: 'TARGETS', value: JSON.stringify(targets) },
          { name: 'LISTEN', value: `${PORT}` },
        ],
      },
    }),
  );
  const list = { apiVersion: 'v1', kind: 'List', items: pods };
  await run('kubectl', ['create', '--filename=-'], { input: JSON.stringify(list) });
}

function ownLabels({ labels = {} }: Kind): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !OWNERS.test(key)));
}
