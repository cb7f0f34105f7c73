import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ImageRegistry } from './image.registry.js';

interface Policy {
  spec: { attestors: [{ cosign: object }]; matchImageReferences: [{ glob: string }] };
}

const text = readFileSync('deploy/policies/verify-signatures/policy.yaml', 'utf8');

describe('verify-signatures', () => {
  it('accepts only what the workflow that builds the image signed, on main', () => {
    expect(text.match(/(issuer|subject).*/g)).toEqual([
      'issuer: https://token.actions.githubusercontent.com',
      'subject: https://github.com/minipokedex/minipokedex/.github/workflows/staging.yml@refs/heads/main',
    ]);
  });

  it('names the same workflow as `make verify-image`', () => {
    const [, workflow] = /subject: .*(\/\.github.*)/.exec(text)!;
    expect(readFileSync('deploy/deploy.mk', 'utf8')).toContain(
      `--certificate-identity https://github.com/$(or $(GITHUB_REPOSITORY),minipokedex/minipokedex)${workflow} `,
    );
  });
});

// They take minutes to build, and `make tools TOOLS="cosign registry"` does it once.
const built = ['cosign', 'registry'].every((tool) => spawnSync('which', [tool]).status === 0);

// Only a workflow on GitHub gets the certificate that the policy asks for: here a key takes its place.
describe.runIf(built)('verify-signatures, by a key', () => {
  const policy = parse(text) as Policy;
  const [images] = policy.spec.matchImageReferences;
  let scratch: Scratch;
  let registry: ImageRegistry;

  async function run(...words: string[]): Promise<void> {
    expect(await scratch.run('env', 'COSIGN_PASSWORD=', ...words)).toMatchObject({ status: 0 });
  }

  /** Signs an image and its SBOMs as the workflow does, but without Sigstore's log. */
  const sign = (key: string, image: string) => {
    const settings = ['COSIGN_USE_SIGNING_CONFIG=false', 'COSIGN_TLOG_UPLOAD=false'];
    return run(`COSIGN_KEY=${key}.key`, ...settings, 'make', 'sign', 'attest-sbom', `REFERENCE=${image}`);
  };

  /** What Kyverno says of a pod with that image. */
  async function judge(image: string): Promise<string> {
    const spec = { containers: [{ name: 'service', image }] };
    const metadata = { name: 'judged', namespace: 'default' };
    scratch.write('pod.yaml', stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec }));
    const words = ['apply', 'policy.yaml', '--resource=pod.yaml', '--registry', '--remove-color'];
    return (await scratch.run('kyverno', ...words)).line;
  }

  beforeAll(async () => {
    scratch = new Scratch();
    for (const key of ['workflow', 'other'])
      await run('cosign', 'generate-key-pair', `--output-key-prefix=${key}`);
    mkdirSync(join(scratch.folder, 'dist/sbom'), { recursive: true });
    for (const format of ['spdx', 'cdx']) scratch.write(`dist/sbom/image.${format}.json`, '{}');

    registry = await ImageRegistry.start(scratch);
    images.glob = images.glob.replace('ghcr.io', registry.host);
    const key = { data: scratch.read('workflow.pub') };
    policy.spec.attestors[0].cosign = { key, ctlog: { insecureIgnoreTlog: true } };
    scratch.write('policy.yaml', stringify(policy));
  });
  afterAll(async () => {
    await registry.stop();
    scratch.remove();
  });

  it.each([
    ['signed', ['workflow'], 'pass: 1, fail: 0, warn: 0, error: 0'],
    ['signed-by-both', ['other', 'workflow'], 'pass: 1, fail: 0, warn: 0, error: 0'],
    ['signed-by-another', ['other'], 'The image is not signed by the workflow staging'],
    ['unsigned', [], 'The image is not signed by the workflow staging'],
  ])('judges an image that is %s', async (name, keys, verdict) => {
    const image = await registry.push(images.glob.replace('*', name));
    for (const key of keys) await sign(key, image);
    expect(await registry.listsReferrersOf(image)).toBe(false);
    expect(await judge(image)).toContain(verdict);
  });
});
