import { type DockerServer, startRedis, TcpProxy } from '@app/testing';
import { afterEach, beforeEach } from 'vitest';
import { FaultEnvironment } from './environment.js';

/** A Redis of the test's own, and an environment over it. */
interface Fixture {
  redis: DockerServer;
  environment: FaultEnvironment;
}

/**
 * Creates the fixture before each test of the file, and removes it afterwards.
 *
 * @param redisOptions options of `redis-server`
 * @returns an object that holds the fixture of the test that runs
 */
export function useEnvironment(...redisOptions: string[]): Fixture {
  const fixture = {} as Fixture;
  beforeEach(async () => {
    fixture.redis = await startRedis(...redisOptions);
    fixture.environment = await environmentOver(fixture.redis, fixture.redis.port);
  });
  afterEach(() => remove(fixture));
  return fixture;
}

/** The same with a proxy between the services and Redis. */
export function useProxiedEnvironment(): Fixture & { proxy: TcpProxy } {
  const fixture = {} as Fixture & { proxy: TcpProxy };
  beforeEach(async () => {
    fixture.redis = await startRedis();
    fixture.proxy = await TcpProxy.listen(fixture.redis.port);
    fixture.environment = await environmentOver(fixture.redis, fixture.proxy.port);
  });
  afterEach(async () => {
    await remove(fixture);
    await fixture.proxy.close();
  });
  return fixture;
}

function environmentOver(redis: DockerServer, port: number): Promise<FaultEnvironment> {
  return FaultEnvironment.create({
    redis: { REDIS_HOST: redis.host, REDIS_PORT: String(port) },
    countPorts: [redis.port],
  });
}

async function remove({ environment, redis }: Fixture): Promise<void> {
  await environment.teardown();
  await redis.remove();
}
