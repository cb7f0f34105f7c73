import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../libs/testing/src/index.js';
import type { Candidate } from './candidates.js';
import { cpuMicroseconds } from './cpu-time.js';

const START_LIMIT_MS = 20_000;
/** How often a starting candidate is asked. */
const POLL_MS = 5;

/** A candidate in a process of its own. */
export class RunningCandidate {
  private constructor(
    readonly url: string,
    readonly metricsUrl: string,
    /** From spawning the process to its first answer. */
    readonly startMs: number,
    private readonly child: ChildProcess,
    private readonly killWithUs: () => void,
  ) {}

  /** Starts it and waits for its first answer to `/charmander`. Its output goes to `dist/bench/<id>.log`. */
  static async start({ id, command, environment }: Candidate): Promise<RunningCandidate> {
    const port = await freePort();
    const metricsPort = await freePort();
    const [program, ...options] = command;
    const log = openSync(`dist/bench/${id}.log`, 'w');
    const startedAt = performance.now();
    const child = spawn(program, options, {
      env: {
        PATH: process.env['PATH'],
        ...environment,
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
      },
      stdio: ['ignore', log, log],
    });
    const killWithUs = () => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    const url = `http://127.0.0.1:${port}`;
    await firstAnswer(`${url}/charmander`, child, id);
    const metricsUrl = `http://127.0.0.1:${metricsPort}`;
    return new RunningCandidate(url, metricsUrl, performance.now() - startedAt, child, killWithUs);
  }

  /** CPU time of the process up to now, in microseconds. */
  cpuMicroseconds(): number {
    return cpuMicroseconds(this.child.pid!);
  }

  /** Resident memory, in megabytes of 10^6 bytes. */
  residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024) / 1e6;
  }

  async stop(): Promise<void> {
    process.off('exit', this.killWithUs);
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

async function firstAnswer(url: string, child: ChildProcess, id: string): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`${id} does not answer ${url}; see dist/bench/${id}.log`);
    }
    await sleep(POLL_MS);
  }
}
