import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { freePort } from '../network/free.port.js';
import { DockerServer } from './docker.server.js';

const { services } = parse(readFileSync('compose.yaml', 'utf8')) as {
  services: Record<'mysql' | 'redis' | 'memcached', { image: string }>;
};

/** The images of the stores in development. */
export const storeImages = {
  mysql: services.mysql.image,
  redis: services.redis.image,
  memcached: services.memcached.image,
};

/** Password of the test servers' administrators. */
export const ROOT_PASSWORD = 'root-of-tests';

/**
 * MySQL with the version of compose.yaml and an administrator `root`.
 *
 * @param further options of `docker run`, and of `mysqld`
 */
export function startMySql(
  further: { options?: string[]; arguments?: string[] } = {},
): Promise<DockerServer> {
  return DockerServer.start({
    image: storeImages.mysql,
    port: 3306,
    environment: { MYSQL_ROOT_PASSWORD: ROOT_PASSWORD },
    // Over TCP: the entrypoint's temporary server listens on a socket only.
    probe: ['mysqladmin', '--host=127.0.0.1', '--user=root', `--password=${ROOT_PASSWORD}`, 'ping'],
    ...further,
  });
}

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/**
 * Redis that fsyncs every write before it replies.
 *
 * @param options further options of `redis-server`
 */
export function startRedis(...options: string[]): Promise<DockerServer> {
  return DockerServer.start({
    image: storeImages.redis,
    port: 6379,
    arguments: ['redis-server', ...DURABLE, ...options],
    probe: ['redis-cli', 'ping'],
  });
}

/** The same on the host's network, so that the address by which it announces itself is one that all can reach. */
export async function startNode(...options: string[]): Promise<DockerServer> {
  const hostPort = await freePort();
  return DockerServer.start({
    image: storeImages.redis,
    hostPort,
    arguments: ['redis-server', '--port', `${hostPort}`, '--bind', '127.0.0.1', ...DURABLE, ...options],
    probe: ['redis-cli', '-p', `${hostPort}`, 'ping'],
  });
}

/** @param options of `memcached` */
export function startMemcached(...options: string[]): Promise<DockerServer> {
  return DockerServer.start({
    image: storeImages.memcached,
    port: 11_211,
    arguments: ['memcached', ...options],
    probe: [
      'bash',
      '-c',
      'exec 3<>/dev/tcp/127.0.0.1/11211; echo version >&3; read -t 1 answer <&3; [[ $answer == VERSION* ]]',
    ],
  });
}
