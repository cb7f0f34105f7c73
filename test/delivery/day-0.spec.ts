import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksRunBy } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DayZero } from './day-0.fixture.js';

const blocks = blocksRunBy('test/delivery/day-0.spec.ts');
const [push, dnsToken, alertReceivers, passwords, secretsOnGitHub] = blocks.map(({ commands }) => commands);

interface Environments {
  [name: string]: { secrets: object };
}

describe('day 0', () => {
  const day = new DayZero();
  const { beside } = day;
  beforeAll(() => day.prepare());
  afterAll(() => beside.remove());

  it('finds every example, and pushes what has none with the tag of the last release', async () => {
    const [find, ...rest] = push!.trim().split('\n');
    const { output } = await day.bash(find!);
    for (const line of output.trim().split('\n'))
      await day.bash(`sed -i 's/example\\.org/dex.test/; s/203\\.0\\.113\\./10.0.0./' ${line.split(':')[0]}`);
    expect(await day.bash(find!)).toMatchObject({ status: 1, output: '' });

    expect(await day.bash(rest.join('\n'))).toMatchObject({ status: 0 });
    const { '.': version } = parse(readFileSync('.release-please-manifest.json', 'utf8')) as { '.': string };
    expect((await beside.run('git', '-C', 'origin.git', 'tag')).output).toBe(`v${version}\n`);
  });

  it('seals tokens that only their cluster can open', async () => {
    await day.bash('kubectl config use-context minipokedex-staging');
    expect(await day.bash(dnsToken!, 'a token\n')).toMatchObject({ status: 0 });
    expect(await day.bash(alertReceivers!, 'another\nhttps://dead.test\n')).toMatchObject({ status: 0 });

    const folder = 'deploy/flux/infrastructure';
    expect({
      ...(await day.opened(`${folder}/configs/staging/civo-dns.yaml`, 'minipokedex-staging')),
      ...(await day.opened(`${folder}/alerts/staging/alert-receivers.yaml`, 'minipokedex-staging')),
    }).toEqual({
      'civo-dns': { token: 'a token' },
      'alert-receivers': { token: 'another', 'heartbeat-url': 'https://dead.test' },
    });
  });

  it('seals the passwords of both clusters, and what production backs up with', async () => {
    expect(await day.bash(passwords!)).toMatchObject({ status: 0 });

    const known = readFileSync('deploy/charts/secrets/files/secrets.txt', 'utf8').match(/^\S+/gm)!;
    const sealed = (environment: string) =>
      day.opened(`environments/${environment}/sealed-secrets.yaml`, `minipokedex-${environment}`);
    expect(Object.keys(await sealed('staging'))).toEqual(known);

    const production = await sealed('production');
    expect(Object.keys(production)).toEqual([...known, 'backup-store', 'backup-encryption']);
    expect(production['backup-store']).toEqual({
      credentials: '[default]\naws_access_key_id = an-id\naws_secret_access_key = a-key\n',
    });
    expect(production['backup-encryption']).toEqual({
      'drill.crt': beside.read('drill.crt'),
      'drill.key': expect.stringMatching(/^-----BEGIN PRIVATE KEY-----/) as string,
      'recovery.crt': beside.read('recovery.crt'),
    });
    const kept = ['recovery.key', 'drill.key'].filter((name) => existsSync(join(beside.folder, name)));
    expect(kept).toEqual(['recovery.key']);
  });

  it('gives the environments on GitHub the secrets that they need, and no others', async () => {
    beside.write('roots.pem', '');
    expect(await day.bash(secretsOnGitHub!)).toMatchObject({ status: 0 });

    const file = readFileSync('deploy/terraform/environments/github/environments.yaml', 'utf8');
    const environments = Object.entries(parse(file, { merge: true }) as Environments);
    const needed = environments.flatMap(([environment, { secrets }]) => {
      const role = environment.endsWith('-diff') ? ' reader' : ' deployer';
      return Object.keys(secrets).map(
        (name) => `secret set ${name} --env ${environment}${name === 'KUBECONFIG' ? role : ''}`,
      );
    });
    const authority = ['staging', 'staging-diff'].map(
      (name) => `variable set CERTIFICATE_AUTHORITY --env ${name}`,
    );
    expect(beside.read('calls').match(/.+/g)!.toSorted()).toEqual([...needed, ...authority].toSorted());
  });
});
