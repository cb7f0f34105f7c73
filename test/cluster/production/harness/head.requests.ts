import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two requests of one client, in milliseconds. */
const PACE_MS = 25;

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 5000;

/** Sends what a load tester sends to new pods, whenever there are any: requests that are not counted. */
export class HeadRequests {
  /** Answers by status. */
  readonly answers = new Map<number, number>();
  private stopped = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly port: number,
    count = 2,
  ) {
    this.clients = Array.from({ length: count }, () => this.run());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.clients);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const status = await this.send().catch(() => undefined);
      if (status !== undefined) this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      await sleep(PACE_MS);
    }
  }

  /** Over a connection of its own, so that it finds the pods that are there now. */
  private send(): Promise<number> {
    const { port } = this;
    // Connecting included: where a pod was a moment ago, nobody may say that it is gone.
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', method: 'HEAD', path: '/charmander', agent: false, signal })
        .on('response', (response) => resolve(response.resume().statusCode!))
        .on('error', reject)
        .end();
    });
  }
}
