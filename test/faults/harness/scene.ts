import { type DockerServer, Random, startRedis, TcpProxy } from '@app/testing';
import { afterEach, beforeEach } from 'vitest';
import { Stage } from './stage.js';

/** A Redis that may be broken, and a stage over it. */
interface Scene {
  redis: DockerServer;
  stage: Stage;
}

/** One whose services reach Redis through a proxy. */
interface ProxiedScene extends Scene {
  proxy: TcpProxy;
}

/**
 * Sets a scene before each test of the file, and strikes it afterwards.
 *
 * @param redisOptions options of `redis-server`
 * @returns what is there while a test runs
 */
export function setScene(...redisOptions: string[]): Scene {
  const scene = {} as Scene;
  beforeEach(async () => {
    scene.redis = await startRedis(...redisOptions);
    scene.stage = await stageOver(scene.redis.port, scene.redis);
  });
  afterEach(async () => {
    await scene.stage.strike();
    await scene.redis.remove();
  });
  return scene;
}

/** As `setScene`, with a proxy between the services and Redis. */
export function setProxiedScene(): ProxiedScene {
  const scene = {} as ProxiedScene;
  beforeEach(async () => {
    scene.redis = await startRedis();
    scene.proxy = await TcpProxy.listen(scene.redis.port, new Random());
    scene.stage = await stageOver(scene.proxy.port, scene.redis);
  });
  afterEach(async () => {
    await scene.stage.strike();
    await scene.proxy.close();
    await scene.redis.remove();
  });
  return scene;
}

function stageOver(port: number, redis: DockerServer): Promise<Stage> {
  return Stage.set({
    redis: { REDIS_HOST: redis.host, REDIS_PORT: String(port) },
    countPorts: [redis.port],
  });
}
