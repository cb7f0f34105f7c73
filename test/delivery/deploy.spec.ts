import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, useCopy } from './copy.fixture.js';

const scratch = useCopy('deploy/scripts');

describe('make smoke', () => {
  const statuses: Record<string, number> = {};
  const server = createServer(({ url }, answer) => {
    answer.statusCode = statuses[url!] ?? 200;
    answer.end(url === '/version' ? '{"revision":"new"}' : '');
  });
  let address: string;

  beforeEach(async () => {
    for (const path of Object.keys(statuses)) delete statuses[path];
    statuses['/missingno'] = 404;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  it('passes a service that answers as it should', async () => {
    expect(await scratch.make('smoke', `URL=${address}/`, 'REVISION=new')).toMatchObject({ status: 0 });
    expect(await scratch.make('smoke', `URL=${address}`)).toMatchObject({ status: 0 });
  });

  it('waits for a build no longer than it was told', async () => {
    const ended = await scratch.run(
      'env',
      'SMOKE_TIMEOUT=1',
      'deploy/scripts/operate/smoke.sh',
      address,
      'newer',
    );
    expect(ended).toMatchObject({
      status: 1,
      output: expect.stringContaining("runs 'new', not newer") as string,
    });
  });

  it.each(['/health/ready', '/charmander', '/?limit=1', '/missingno'])(
    'fails when %s fails',
    async (path) => {
      statuses[path] = 503;
      expect(await failureOf(scratch.make('smoke', `URL=${address}`))).toMatch(`${path} answered 503`);
    },
  );

  it('fails when nothing answers', async () => {
    expect((await scratch.make('smoke', 'URL=http://127.0.0.1:9')).output).toContain('answered 000');
  });
});

const rollback = /^helm --namespace minipokedex-staging rollback minipokedex (\d+) /m;
/** What Helm lists: a store at that number, and the service unless it has none yet. */
const releases = (revision: string, redis = '1') =>
  JSON.stringify([
    { name: 'redis', revision: redis },
    ...(revision ? [{ name: 'minipokedex', revision }] : []),
  ]);
const deploy = () => scratch.make('deploy', 'ENV=staging', 'URL=http://service', 'REVISION=abc');

/** Helm, with a release without a canary that is at `before` until helmfile applies, and at `after` from then on. */
function cluster(before: string, after: string, smoke: number, redis = '1'): void {
  scratch.command('helm', `case $* in *list*) cat releases ;; *rollback*) echo helm "$@" >>done ;; esac`);
  scratch.command('kubectl', 'exit 0');
  scratch.command('helmfile', `echo helmfile "$@" >>done; echo '${releases(after, redis)}' >releases`);
  scratch.write('done', '');
  scratch.write('releases', releases(before));
  scratch.write('deploy/scripts/operate/smoke.sh', `echo smoke "$@" >>done; exit ${smoke}`);
}

describe('make deploy', () => {
  it('applies, and asks the service', async () => {
    cluster('3', '4', 0);
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(scratch.read('done')).toBe('helmfile --environment staging apply\nsmoke http://service abc\n');
  });

  it('goes back to the release before when the service does not answer as it should', async () => {
    cluster('3', '4', 1);
    expect((await deploy()).status).not.toBe(0);
    expect(rollback.exec(scratch.read('done'))?.[1]).toBe('3');
  });

  it('names the other releases that it changed and does not roll back', async () => {
    cluster('3', '4', 1, '2');
    expect(await failureOf(deploy())).toMatch('these changed too, and stay as they are now: redis\n');
    expect(rollback.exec(scratch.read('done'))?.[1]).toBe('3');
    cluster('3', '4', 1);
    expect(await failureOf(deploy())).not.toMatch('changed too');
  });

  it.each([
    ['the first release', ''],
    ['a release that did not change', '4'],
  ])('rolls back nothing after %s', async (_when, before) => {
    cluster(before, '4', 1);
    expect(await failureOf(deploy())).toMatch('nothing to roll back to');
    expect(scratch.read('done')).not.toMatch(rollback);
  });

  it('leaves it to Helm when the release itself fails', async () => {
    cluster('3', '4', 0);
    scratch.command('helmfile', 'exit 1');
    expect((await deploy()).status).not.toBe(0);
    expect(scratch.read('done')).not.toMatch(/smoke|rollback/);
  });
});
