import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { failureOf, useCopy } from './copy.fixture.js';

const FILE = 'environments/staging/sealed-secrets.yaml';
const NAMES = [
  'minipokedex-backup',
  'minipokedex-database',
  'minipokedex-migration',
  'minipokedex-redis',
  'mysql-root',
  'redis-admin',
];

const scratch = useCopy('environments', 'deploy/charts/secrets', 'deploy/scripts');

/** A cluster whose controller has the certificate, and whose Secrets hold what `held` prints for a name and a key. */
function cluster(held: string): void {
  const words =
    'req -x509 -newkey rsa:2048 -nodes -subj /CN=sealed -keyout commands/key -out commands/certificate';
  execFileSync('openssl', words.split(' '), { cwd: scratch.folder, stdio: 'ignore' });
  const kubeseal = execFileSync('which', ['kubeseal'], { encoding: 'utf8' }).trim();
  scratch.command('kubeseal', `[ "$1" = --fetch-cert ] && cat commands/certificate || exec ${kubeseal} "$@"`);
  scratch.command('kubectl', `case $* in *current-context*) echo test ;; *) ${held} ;; esac`);
}

interface Sealed {
  metadata: { name: string; namespace: string };
  spec: { encryptedData: Record<string, string> };
}

const sealed = () => parseAllDocuments(scratch.read(FILE)).map((document) => document.toJS() as Sealed);
const byName = () => new Map(sealed().map(({ metadata, spec }) => [metadata.name, spec.encryptedData]));

describe('make secrets', () => {
  it('seals all Secrets for their namespace, and then finds nothing missing', async () => {
    cluster('true');
    const first = await scratch.make('secrets', 'ENV=staging');
    expect(first).toMatchObject({
      status: 0,
      output: expect.stringContaining(`added ${NAMES.join(' ')}`) as string,
    });
    expect(sealed().map(({ metadata }) => metadata.name)).toEqual(NAMES);
    for (const { metadata } of sealed()) expect(metadata.namespace).toBe('minipokedex-staging');
    expect(Object.keys(byName().get('mysql-root')!)).toEqual(['password', 'previous']);
    expect(Object.keys(byName().get('minipokedex-database')!)).toEqual(['password']);

    const text = scratch.read(FILE);
    expect((await scratch.make('secrets', 'ENV=staging')).output).toContain('holds all');
    expect(scratch.read(FILE)).toBe(text);
  });

  it('rotates what is named, and leaves the rest alone', async () => {
    cluster('echo cGFzc3dvcmQ=');
    await scratch.make('secrets', 'ENV=staging');
    const before = byName();
    const { status, output } = await scratch.make('secrets', 'ENV=staging', 'ROTATE=redis-admin');
    expect(output).toMatch(/new passwords for redis-admin\n.*make apply ENV=staging/);
    expect(status).toBe(0);
    const changed = [...byName()].filter(
      ([name, data]) => data['password'] !== before.get(name)!['password'],
    );
    expect(changed.map(([name]) => name)).toEqual(['redis-admin']);
  });

  it('rotates nothing that the cluster does not hold yet', async () => {
    cluster('true');
    expect(await failureOf(scratch.make('secrets', 'ENV=staging', 'ROTATE=redis-admin'))).toMatch(
      'has no Secret redis-admin yet',
    );
    expect(existsSync(join(scratch.folder, FILE))).toBe(false);
  });

  it.each([
    ['ENV=local', 'there is nothing to seal'],
    ['ENV=nowhere', 'there is no environment nowhere'],
    ['ENV=staging ROTATE=passwords', 'no Secret is named passwords; there are minipokedex-backup'],
    ['ENV=', 'make secrets ENV=staging'],
  ])('refuses %s', async (words, told) => {
    expect(await failureOf(scratch.make('secrets', ...words.split(' ')))).toMatch(told);
  });

  it('seals with the certificate of an earlier time when the controller is away', async () => {
    cluster('true');
    scratch.command('kubectl', 'exit 1');
    const certificate = scratch.read('commands/certificate');
    const kubeseal = execFileSync('which', ['kubeseal'], { encoding: 'utf8' }).trim();
    scratch.command(
      'kubeseal',
      `[ "$1" != --fetch-cert ] && exec ${kubeseal} "$@"; echo 'no route' >&2; exit 1`,
    );
    expect((await scratch.make('secrets', 'ENV=staging')).output).toContain('was not reached: no route');

    execFileSync('mkdir', ['-p', join(scratch.folder, 'environments/staging')]);
    scratch.write('environments/staging/sealed-secrets.pem', certificate);
    expect(await scratch.make('secrets', 'ENV=staging')).toMatchObject({ status: 0 });
    expect(sealed()).toHaveLength(NAMES.length);
  });
});
