import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '@app/testing';

const run = promisify(execFile);
const FILES = ['--file=compose.yaml', '--file=bench/demo/compose.yaml', '--project-directory=.'];

export const SERVICES = ['redis', 'mysql', 'memcached', 'app'] as const;
export type Service = (typeof SERVICES)[number];

const FAULTS = {
  kill: (service: Service) => [['kill', service]],
  freeze: (service: Service) => [['pause', service]],
  restart: (service: Service) => [['restart', service]],
  heal: (service: Service) => [
    ['unpause', service],
    ['up', '--detach', '--no-deps', service],
  ],
  // Without a word to the other side, as a network does.
  cut: () => [['exec', '--no-TTY', 'redis', 'redis-cli', 'CLIENT', 'KILL', 'TYPE', 'normal']],
};
export type Fault = keyof typeof FAULTS;

/** Whether the panel may have it done. */
export function isFault(fault: string, service: string): fault is Fault {
  return Object.hasOwn(FAULTS, fault) && (SERVICES as readonly string[]).includes(service);
}

/** The image and its stores, in containers of their own on free ports of 127.0.0.1. */
export class Stack {
  private constructor(
    private readonly environment: NodeJS.ProcessEnv,
    readonly port: number,
    readonly metricsPort: number,
  ) {}

  /** Starts it, with empty stores. */
  static async up(): Promise<Stack> {
    const [port, metricsPort, mysql, redis, memcached] = await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    );
    const stack = new Stack(
      {
        ...process.env,
        PORT_ON_HOST: String(port),
        METRICS_PORT_ON_HOST: String(metricsPort),
        MYSQL_PORT_ON_HOST: String(mysql),
        REDIS_PORT_ON_HOST: String(redis),
        MEMCACHED_PORT_ON_HOST: String(memcached),
      },
      port!,
      metricsPort!,
    );
    await stack.down();
    await stack.compose('up', '--detach', '--wait').catch(async (error: Error) => {
      await stack.down();
      throw error;
    });
    return stack;
  }

  async inflict(fault: Fault, service: Service): Promise<void> {
    for (const command of FAULTS[fault](service))
      await this.compose(...command).catch((error: Error) => {
        // What is not frozen can't be unfrozen.
        if (command[0] !== 'unpause') throw error;
      });
  }

  async down(): Promise<void> {
    await this.compose('down', '--volumes', '--timeout=3');
  }

  private compose(...words: string[]): Promise<unknown> {
    return run('docker', ['compose', ...FILES, ...words], { env: this.environment });
  }
}
