import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { visit } from '../http/request.js';
import { freePort } from '../network/free.port.js';
import { until } from '../until.js';

/** What the image runs. */
const MAIN = 'dist/bundle/start/start.cjs';

/** The built service in a process of its own, on free ports unless the environment names some. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly output: Promise<string>,
  ) {}

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Of the process, for `/proc`. */
  get pid(): number {
    return this.child.pid!;
  }

  /**
   * Starts it, on a free port unless `PORT` is given, and waits until a path answers 2xx.
   *
   * @param options `command`: if not that of the built service; `ready`: the path, by default that of readiness;
   * `pollMs`: the interval between two requests for it
   */
  static async start(
    environment: NodeJS.ProcessEnv = {},
    { command = [process.execPath, MAIN] as readonly string[], ready = '/health/ready', pollMs = 50 } = {},
  ): Promise<ServiceProcess> {
    const port = Number(environment['PORT'] ?? (await freePort()));
    const metricsPort = await freePort();
    const settings = { PORT: String(port), METRICS_PORT: String(metricsPort), ...environment };
    const service = ServiceProcess.spawn(settings, `http://127.0.0.1:${port}`, command);
    await until(`${ready} answers`, async () => (await service.get(ready)).ok, {
      timeout: 15_000,
      interval: pollMs,
    });
    return service;
  }

  /** Runs it to its end, for example to see it refuse its settings. */
  static async run(
    environment: NodeJS.ProcessEnv,
    ...options: string[]
  ): Promise<{ code: number | null; output: string }> {
    return ServiceProcess.spawn(environment, '', [process.execPath, MAIN, ...options]).ended();
  }

  private static spawn(
    environment: NodeJS.ProcessEnv,
    url: string,
    [program, ...options]: readonly string[],
  ): ServiceProcess {
    const child = spawn(program!, options, {
      env: { PATH: process.env['PATH'], ...environment },
    });
    const killWithUs = () => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    child.once('close', () => process.off('exit', killWithUs));
    const output = Promise.all([text(child.stdout), text(child.stderr)]).then((parts) => parts.join(''));
    return new ServiceProcess(child, url, output);
  }

  /** Asks it; throws on any answer but 2xx. */
  async get(path: string): Promise<Response> {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  }

  /** Visits a Pokémon and returns the number of the visit. */
  visit(name: string): Promise<number> {
    return visit(this.url, name);
  }

  /** Sends a signal and returns how it ended. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
    this.child.kill(signal);
    return this.ended();
  }

  private async ended(): Promise<{ code: number | null; output: string }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, output: await this.output };
  }
}
