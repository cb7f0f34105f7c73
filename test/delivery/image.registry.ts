import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { freePort, type Scratch, until } from '@app/testing';

const OCI = 'application/vnd.oci.image';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const describeAs = (mediaType: string, text: string): Descriptor => ({
  mediaType,
  digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
  size: text.length,
});

/** A real registry of images, in memory, by plain HTTP. Like ghcr.io it lists no referrers. */
export class ImageRegistry {
  private constructor(
    readonly host: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(scratch: Scratch): Promise<ImageRegistry> {
    const host = `127.0.0.1:${await freePort()}`;
    scratch.write(
      'registry.json',
      JSON.stringify({ version: '0.1', storage: { inmemory: {} }, http: { addr: host } }),
    );
    const server = spawn('registry', ['serve', 'registry.json'], { cwd: scratch.folder, stdio: 'ignore' });
    const answers = async () => (await fetch(`http://${host}/v2/`)).ok;
    await until('the registry answers', answers, { timeout: 30_000 });
    return new ImageRegistry(host, server);
  }

  async stop(): Promise<void> {
    this.server.kill();
    await once(this.server, 'exit');
  }

  /** Pushes an empty image for two architectures, as staging's is, and returns its name with the digest. */
  async push(name: string): Promise<string> {
    const manifests = [];
    for (const architecture of ['amd64', 'arm64']) {
      const platform = { architecture, os: 'linux' };
      const config = await this.upload(name, { ...platform, rootfs: { type: 'layers', diff_ids: [] }, name });
      const manifest = { mediaType: `${OCI}.manifest.v1+json`, config, layers: [] };
      manifests.push({ ...(await this.put(name, manifest)), platform });
    }
    const { digest } = await this.put(name, { mediaType: `${OCI}.index.v1+json`, manifests });
    return `${name}@${digest}`;
  }

  async listsReferrersOf(image: string): Promise<boolean> {
    const [name, digest] = image.split('@') as [string, string];
    return (await fetch(this.urlOf(name, `referrers/${digest}`))).ok;
  }

  private urlOf(name: string, path: string): URL {
    return new URL(`http://${name.replace('/', '/v2/')}/${path}`);
  }

  private async upload(name: string, config: object): Promise<Descriptor> {
    const text = JSON.stringify(config);
    const described = describeAs(`${OCI}.config.v1+json`, text);
    const begun = await fetch(this.urlOf(name, 'blobs/uploads/'), { method: 'POST' });
    const url = new URL(begun.headers.get('location')!);
    url.searchParams.set('digest', described.digest);
    await this.send(url, 'application/octet-stream', text);
    return described;
  }

  private async put(
    name: string,
    manifest: { mediaType: string; [key: string]: unknown },
  ): Promise<Descriptor> {
    const text = JSON.stringify({ schemaVersion: 2, ...manifest });
    const described = describeAs(manifest.mediaType, text);
    await this.send(this.urlOf(name, `manifests/${described.digest}`), manifest.mediaType, text);
    return described;
  }

  private async send(url: URL, type: string, body: string): Promise<void> {
    const answer = await fetch(url, { method: 'PUT', body, headers: { 'Content-Type': type } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }
}
