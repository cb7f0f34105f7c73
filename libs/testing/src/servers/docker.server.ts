import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../network/free.port.js';
import { until } from '../until.js';

const run = promisify(execFile);

interface ServerSpec {
  image: string;
  /** Port inside the container, which is published on a free one. */
  port?: number;
  /** Instead: the port on which it listens on the host's network. */
  hostPort?: number;
  environment?: Record<string, string>;
  /** Further options of `docker run`. */
  options?: string[];
  arguments?: string[];
  /** A command inside the container that exits 0 once the server answers. */
  probe: string[];
}

/** A real server in a container, on a free port of 127.0.0.1 that it keeps over restarts. */
export class DockerServer {
  readonly host = '127.0.0.1';

  private constructor(
    readonly id: string,
    readonly port: number,
    private readonly spec: ServerSpec,
  ) {}

  static async start(spec: ServerSpec): Promise<DockerServer> {
    const port = spec.hostPort ?? (await freePort());
    const environment = Object.entries(spec.environment ?? {});
    const { stdout } = await run('docker', [
      'run',
      '--detach',
      '--label=minipokedex-test',
      spec.hostPort === undefined ? `--publish=127.0.0.1:${port}:${spec.port}` : '--network=host',
      ...environment.map(([name, value]) => `--env=${name}=${value}`),
      ...(spec.options ?? []),
      spec.image,
      ...(spec.arguments ?? []),
    ]);
    const server = new DockerServer(stdout.trim(), port, spec);
    await server.answers();
    return server;
  }

  /** Runs a command inside the container and returns its output. */
  async exec(...command: string[]): Promise<string> {
    return (await run('docker', ['exec', this.id, ...command])).stdout;
  }

  /** Ends the server as `kill -9` does. */
  async kill(): Promise<void> {
    await run('docker', ['kill', '--signal', 'KILL', this.id]);
  }

  /** Starts a killed server again, on its files, and waits until it answers. */
  async restart(): Promise<void> {
    await run('docker', ['start', this.id]);
    await this.answers();
  }

  /** Stops all its processes in the middle of what they do: connections stay open, nothing is answered. */
  async freeze(): Promise<void> {
    await run('docker', ['pause', this.id]);
  }

  async thaw(): Promise<void> {
    await run('docker', ['unpause', this.id]);
  }

  async remove(): Promise<void> {
    await run('docker', ['rm', '--force', '--volumes', this.id]);
  }

  private async answers(): Promise<void> {
    const { image, probe } = this.spec;
    const isUp = () => this.exec(...probe).then(() => true);
    await until(`${image} answers; see docker logs ${this.id}`, isUp, { timeout: 120_000 });
  }
}
