import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerServer, ROOT_PASSWORD, ServiceProcess, storeImages, temporaryFolder } from '@app/testing';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FaultEnvironment, NAMES } from './harness/environment.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { compileShim, losing, losingInContainer } from './power/power.loss.js';

const { kills, answered } = formOf('redisKills');
/** After so many failures a server that syncs too rarely has lost something; a failure right after a sync takes nothing. */
const MOST_FAILURES = 20;

/** Rows that are committed before the power fails. */
const ROWS = 300;

let shim: string;
beforeAll(() => {
  shim = compileShim();
});

describe('a power failure takes what Redis did not sync:', { timeout: SCENARIO_TIMEOUT_MS }, () => {
  let redis: DockerServer;
  let environment: FaultEnvironment;

  afterEach(async () => {
    await environment.teardown();
    await redis.remove();
  });

  async function start(appendfsync: string): Promise<void> {
    redis = await DockerServer.start({
      ...losingInContainer(shim, '.incr.aof'),
      image: storeImages.redis,
      port: 6379,
      arguments: ['redis-server', '--appendonly', 'yes', '--appendfsync', appendfsync],
      probe: ['redis-cli', 'ping'],
    });
    environment = await FaultEnvironment.create({
      redis: { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) },
      countPorts: [redis.port],
    });
    await environment.startService();
    environment.startLoad();
  }

  /** The power fails for service and Redis. Tells of which names a number was lost that had been answered. */
  async function failPower(): Promise<string[]> {
    let counts = new Map<string, number>();
    await environment.restartService('SIGKILL', {
      meanwhile: async () => {
        await redis.kill();
        await redis.restart();
        counts = await environment.counts();
      },
    });
    return NAMES.filter((name) => (counts.get(name) ?? 0) < environment.ledger.highest(name));
  }

  it('no number under appendfsync always, and none comes twice', async () => {
    await start('always');
    for (let failure = 0; failure < kills; failure++) {
      await environment.load.answered(answered / kills);
      expect(await failPower()).toEqual([]);
    }
    await environment.load.answered(100);
    expect((await environment.verify(`the power failed ${kills} times`)).faults).toEqual([]);
  });

  it('numbers under everysec', async () => {
    await start('everysec');
    let lost: string[] = [];
    for (let failure = 0; failure < MOST_FAILURES && lost.length === 0; failure++) {
      await environment.load.answered(answered / kills);
      lost = await failPower();
    }
    expect(lost).not.toEqual([]);
  });
});

describe('a power failure takes what MySQL did not sync:', { timeout: SCENARIO_TIMEOUT_MS }, () => {
  let mysql: DockerServer;

  afterEach(() => mysql.remove());

  const connect = () =>
    createConnection({ host: mysql.host, port: mysql.port, user: 'root', password: ROOT_PASSWORD });

  async function start(flushLogAtCommit: number): Promise<void> {
    const { environment, options } = losingInContainer(shim, '#innodb_redo');
    mysql = await DockerServer.start({
      environment: { ...environment, MYSQL_ROOT_PASSWORD: ROOT_PASSWORD },
      options,
      image: storeImages.mysql,
      port: 3306,
      arguments: [`--innodb-flush-log-at-trx-commit=${flushLogAtCommit}`],
      probe: ['mysqladmin', '--host=127.0.0.1', '--user=root', `--password=${ROOT_PASSWORD}`, 'ping'],
    });
    const connection = await connect();
    await connection.query('CREATE SCHEMA power');
    await connection.query('CREATE TABLE power.commits (number INT PRIMARY KEY AUTO_INCREMENT)');
    await connection.end();
  }

  /** Commits some rows, after which the power fails, and tells how many are missing. */
  async function lostRows(): Promise<number> {
    let connection = await connect();
    await connection.query('DELETE FROM power.commits');
    for (let row = 0; row < ROWS; row++) await connection.query('INSERT INTO power.commits VALUES ()');
    connection.destroy();
    await mysql.kill();
    await mysql.restart();
    connection = await connect();
    const [rows] = await connection.query('SELECT number FROM power.commits');
    await connection.end();
    return ROWS - (rows as unknown[]).length;
  }

  it('no commit as the server is set up', async () => {
    await start(1);
    expect(await lostRows()).toBe(0);
  });

  it('commits where the log is synced once a second', async () => {
    await start(2);
    let lost = 0;
    for (let failure = 0; failure < MOST_FAILURES && lost === 0; failure++) lost = await lostRows();
    expect(lost).toBeGreaterThan(0);
  });
});

describe('a power failure takes what the embedded counter did not sync:', () => {
  it('nothing of the file that it saved', async () => {
    const dataDir = temporaryFolder(onTestFinished);
    const environment = { DATA_DIR: dataDir, ...losing(shim, 'counts.json') };
    let service = await ServiceProcess.start(environment);
    onTestFinished(async () => void (await service.end('SIGKILL')));
    for (let visits = 0; visits < 5; visits++) await service.visit('mew');
    const saved = () => readFileSync(join(dataDir, 'counts.json'), 'utf8');
    await expect.poll(saved).toMatch(/"mew": ?5/);
    await service.end('SIGKILL');
    service = await ServiceProcess.start(environment);
    expect(await service.visit('mew')).toBe(6);
  });
});
