import { Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch('scripts', 'compose.yaml');
});
afterEach(() => scratch.remove());

/** A Docker that answers, where `compose up` goes so. */
const docker = (up: string) =>
  scratch.command(
    'docker',
    `case $* in 'compose up'*) ${up} ;; 'compose port app 8080') echo 127.0.0.1:9999 ;; esac`,
  );

describe('make dev', () => {
  it('tells where the service answers', async () => {
    docker('echo " Container app Healthy"');
    const { status, output } = await scratch.make('dev');
    expect(output).toContain('Container app Healthy\nhttp://127.0.0.1:9999/charmander answers');
    expect(status).toBe(0);
  });

  it.each([
    ['no compose', '[[ $* != compose* ]]', 'Docker and its plugin compose are needed: https://'],
    ['no daemon', '[[ $* != info ]]', 'Docker does not answer: start its daemon'],
  ])('tells what helps where there is %s', async (_, bash, remedy) => {
    scratch.command('docker', bash);
    const { status, output } = await scratch.make('dev');
    expect(output).toContain(`dev: ${remedy}`);
    expect(status).not.toBe(0);
  });

  it.each([
    [
      'a port is in use',
      'listen tcp4 127.0.0.1:3306: bind: address already in use',
      /dev: a port is in use.* MYSQL_PORT_ON_HOST .* PORT_ON_HOST/,
    ],
    [
      'a port is another container’s',
      'Bind for 127.0.0.1:8080 failed: port is already allocated',
      /dev: a port is in use/,
    ],
    [
      'the migrations fail',
      'service "migrate" didn’t complete successfully: exit 1',
      /dev: the migrations failed/,
    ],
    [
      'the service does not get healthy',
      'container app is unhealthy',
      /dev: not all containers started.*make dev-logs/,
    ],
  ])('tells what helps when %s', async (_, message, remedy) => {
    docker(`echo "${message.replaceAll('"', '\\"')}" >&2; exit 1`);
    const { status, output } = await scratch.make('dev');
    expect(output).toContain(message);
    expect(output).toMatch(remedy);
    expect(status).not.toBe(0);
  });
});
