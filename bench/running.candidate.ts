import { ServiceProcess } from '@app/testing';
import type { Candidate } from './candidates.js';

/** A candidate in a process of its own. */
export class RunningCandidate {
  private constructor(
    private readonly service: ServiceProcess,
    /** From spawning the process to its first answer, in milliseconds. */
    readonly startMs: number,
  ) {}

  /** Starts it and waits for its first answer to `/charmander`. */
  static async start({ command, environment }: Candidate): Promise<RunningCandidate> {
    const startedAt = performance.now();
    const service = await ServiceProcess.start(environment, { command, ready: '/charmander', pollMs: 5 });
    return new RunningCandidate(service, performance.now() - startedAt);
  }

  get url(): string {
    return this.service.url;
  }

  /** CPU time of the process up to now, in microseconds. */
  get cpuUs(): number {
    return this.service.usage().cpuUs;
  }

  /** Resident memory, in megabytes of 10^6 bytes. */
  get residentMegabytes(): number {
    return (this.service.usage().resident * 2 ** 20) / 1e6;
  }

  async stop(): Promise<void> {
    await this.service.end('SIGTERM');
  }
}
