import {
  blocksRunBy,
  type DockerServer,
  type Ended,
  Scratch,
  ScratchSchema,
  startMySql,
  startRedis,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const [migrate, counts] = blocksRunBy('test/stores/documented-commands.spec.ts').map(
  ({ commands }) => commands,
);

let mysql: DockerServer;
let redis: DockerServer;
let schema: ScratchSchema;
let clone: Scratch;
beforeAll(async () => {
  [mysql, redis] = await Promise.all([startMySql(), startRedis()]);
  schema = await ScratchSchema.create(mysql.port);
  clone = Scratch.ofAll();
});
afterAll(async () => {
  clone.remove();
  await schema.drop();
  await Promise.all([mysql.remove(), redis.remove()]);
});

/** Runs a block from its first command to its last, where the stores are the ones here. */
function run(commands: string): Promise<Ended> {
  const environment = {
    ...schema.environment,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
  };
  const here = commands.replaceAll(/(DB_\w+)=\S+/g, '$1="$$$1"');
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return clone.run('env', ...settings, 'bash', '-euc', here);
}

// Each of the commands builds what it runs.
describe('the commands in the README', { timeout: 240_000 }, () => {
  it('migrate, tell what has run, and revert', async () => {
    const { status, output } = await run(migrate!);
    for (const shown of [
      'applied | this run',
      'applied | earlier',
      'pending | this run',
      'Usage: admin migrate',
    ])
      expect(output).toContain(shown);
    expect(status).toBe(0);
  });

  it('back up and restore the counts', async () => {
    await run('npm run migrate');
    await schema.query('INSERT INTO counter_snapshot (name, count, updated_at) VALUES (?, 7, NOW())', [
      'abra',
    ]);
    expect(await run(counts!)).toMatchObject({ status: 0 });
    expect(JSON.parse(clone.read('counts.json'))).toEqual({ abra: 7 });
  });
});
