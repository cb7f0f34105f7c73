import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { run } from './command.js';

/** Ports of the node that answer on 127.0.0.1 too, `deploy/kind.yaml` maps them; and those of the Gateway's listeners. */
const HTTPS = { name: 'https', nodePort: 30_082, port: 8443 };
const HTTP = { name: 'http', nodePort: 30_083, port: 8000 };

/** A way in from this machine. */
const nodePorts = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'tests', namespace: 'traefik' },
  spec: {
    type: 'NodePort',
    selector: { 'app.kubernetes.io/name': 'traefik' },
    ports: [HTTPS, HTTP],
  },
};

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** The way in that deploy/flux makes, in the Traefik of this cluster, with a certificate of the tests' own. */
export class Gateway {
  private constructor(
    private readonly host: string,
    private readonly authority: string,
  ) {}

  /** Where it answers without TLS. */
  readonly httpUrl = `http://127.0.0.1:${HTTP.nodePort}`;

  static async open(environment: 'staging' | 'production', host: string): Promise<Gateway> {
    const built = await run('kubectl', ['kustomize', `deploy/flux/infrastructure/configs/${environment}`]);
    const objects = parseAllDocuments(built).map((document) => document.toJS() as { kind: string });
    const routing = objects.filter(({ kind }) => kind === 'Gateway' || kind === 'HTTPRoute');
    const authority = await makeCertificate(host);
    await run('kubectl', ['apply', '--filename=-'], {
      input: [...routing, nodePorts].map((object) => stringify(object)).join('---\n'),
    });
    return new Gateway(host, authority);
  }

  /** Asks as a visitor does, over TLS that is verified. */
  async ask(
    path: string,
    options: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { host, authority: ca } = this;
    const port = HTTPS.nodePort;
    const headers = { host, ...options.headers };
    const sent = request({
      host: '127.0.0.1',
      port,
      servername: host,
      ca,
      path,
      agent: false,
      ...options,
      headers,
    });
    const [response] = (await once(sent.end(), 'response')) as [IncomingMessage];
    const chunks = await response.setEncoding('utf8').toArray();
    return { status: response.statusCode!, headers: response.headers, text: chunks.join('') };
  }
}

async function makeCertificate(host: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'minipokedex-certificate-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const form = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=tests'];
  const files = ['-keyout', key, '-out', certificate];
  await run('openssl', ['req', ...form, '-addext', `subjectAltName=DNS:${host}`, ...files]);
  const secret = [
    '--namespace=traefik',
    'secret',
    'tls',
    'public-tls',
    `--cert=${certificate}`,
    `--key=${key}`,
  ];
  const manifest = await run('kubectl', ['create', ...secret, '--dry-run=client', '--output=yaml']);
  await run('kubectl', ['apply', '--filename=-'], { input: manifest });
  return readFile(certificate, 'utf8');
}
