import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../../harness/gateway.js';

/** Between two visits of one client, in milliseconds. */
const PACE_MS = 50;

/** Nobody else visits it: it has no numbers to keep. */
const NAME = 'psyduck';

/** Visitors who come through the Gateway, each over a new connection, and what became of them. */
export class GatewayVisitors {
  private readonly statuses: number[] = [];
  private readonly revisions: string[] = [];
  private stopped = false;
  private readonly clients: Promise<void>[];

  constructor(private readonly gateway: Gateway) {
    this.clients = [this.run(), this.run()];
  }

  /** The share of the visits that were not answered 200. */
  get failed(): number {
    return shareOf(this.statuses, (status) => status !== 200);
  }

  /** The share of the visitors who came to this build. */
  cameTo(revision: string): number {
    return shareOf(this.revisions, (other) => other === revision);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.clients);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const visit = await this.gateway.ask(`/${NAME}`).catch(() => undefined);
      this.statuses.push(visit?.status ?? 0);
      const version = await this.gateway.ask('/version').catch(() => undefined);
      if (version?.status === 200)
        this.revisions.push((JSON.parse(version.text) as { revision: string }).revision);
      await sleep(PACE_MS);
    }
  }
}

function shareOf<Value>(values: readonly Value[], predicate: (value: Value) => boolean): number {
  return values.filter((value) => predicate(value)).length / values.length;
}
