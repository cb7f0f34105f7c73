// Seals the Secrets of an environment for its cluster.
//
//   make secrets ENV=staging [ROTATE="mysql-root redis-admin"]      or:  seal-secrets.ts ENVIRONMENT [SECRET...]
//
// Adds what is missing to environments/ENVIRONMENT/sealed-secrets.yaml: the value that the cluster holds already, else a
// new random password. Each SECRET that is named gets a new password and keeps the present one, read from the cluster, as
// `previous`. The file can be opened in that cluster and namespace only, and is meant to be committed.
//
// The certificate comes from the controller in the cluster of the current kubectl context. It is kept beside the file, as
// sealed-secrets.pem, for when the cluster can't be reached. SEALED_SECRETS_CONTROLLER_NAME and
// SEALED_SECRETS_CONTROLLER_NAMESPACE name a controller that is not kube-system/sealed-secrets-controller.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parseAllDocuments } from 'yaml';

/** A mistake of the caller or a missing part; the message is the remedy. */
class RefusedError extends Error {}

/** Passwords in base64. They are passed to programs by standard input alone, where no list of processes shows them. */
interface Passwords {
  password: string;
  previous: string;
}

const log = (message: string) => console.error(`secrets: ${message}`);

/** The Secrets that the charts read, by name, each with its keys. */
const known = new Map(
  readFileSync('deploy/charts/secrets/files/secrets.txt', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name, ...keys]) => [name!, keys] as const),
);

/** @returns the output of the program, or undefined and what it complained about */
function attempt(program: string, words: string[], input?: string): { output?: string; complaint: string } {
  const { error, status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new RefusedError(`${program} is not installed`);
  }
  return status === 0 ? { output: stdout, complaint: '' } : { complaint: stderr.trim() };
}

class Cluster {
  private readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  get context(): string {
    return attempt('kubectl', ['config', 'current-context']).output?.trim() || 'this cluster';
  }

  /** @returns the value in the cluster in base64, or '' if there is none */
  read(secret: string, key: string): string {
    const words = ['get', 'secret', secret, '--ignore-not-found', '--output', `jsonpath={.data.${key}}`];
    const { output, complaint } = attempt('kubectl', ['--namespace', this.namespace, ...words]);
    if (output === undefined) throw new RefusedError(`Secret ${secret} can't be read: ${complaint}`);
    return output;
  }
}

/** The sealed Secrets of an environment, and the certificate that seals them. */
class SealedFile {
  readonly folder: string;
  readonly path: string;
  readonly certificate: string;
  private readonly namespace: string;
  private documents: Document[];

  constructor(environment: string, namespace: string) {
    this.namespace = namespace;
    this.folder = join('environments', environment);
    this.path = join(this.folder, 'sealed-secrets.yaml');
    this.certificate = join(this.folder, 'sealed-secrets.pem');
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    this.documents = (parseAllDocuments(text) as Document[]).filter(({ contents }) => contents);
  }

  has(name: string): boolean {
    return this.documents.some((document) => document.getIn(['metadata', 'name']) === name);
  }

  /** Seals the passwords, in place of those of the same name. */
  put(name: string, { password, previous }: Passwords): void {
    const data = known.get(name)!.includes('previous') ? { password, previous } : { password };
    const metadata = { name, namespace: this.namespace };
    const secret = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data });
    const words = ['--format', 'yaml', '--scope', 'strict', '--cert', this.certificate];
    const { output, complaint } = attempt('kubeseal', words, secret);
    if (output === undefined) throw new RefusedError(`${name} could not be sealed: ${complaint}`);
    const sealed = (parseAllDocuments(output) as Document[]).filter(({ contents }) => contents);
    const others = this.documents.filter((document) => document.getIn(['metadata', 'name']) !== name);
    this.documents = [...others, ...sealed];
  }

  /** Writes everything in one step, so that a failure before leaves the file as it was. */
  save(): void {
    const text = this.documents.map(
      (document) => `---\n${document.toString({ lineWidth: 0, directives: false })}`,
    );
    writeFileSync(`${this.path}.new`, text.join(''));
    renameSync(`${this.path}.new`, this.path);
  }

  /** @returns whether the controller could be reached; if not, the certificate of an earlier time is used */
  fetchCertificate(cluster: Cluster): boolean {
    const { output, complaint } = attempt('kubeseal', ['--fetch-cert']);
    if (output !== undefined) {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(this.certificate, output);
      log(`for namespace ${this.namespace} of ${cluster.context}`);
      return true;
    }
    if (!existsSync(this.certificate)) {
      throw new RefusedError(`the sealed-secrets controller was not reached: ${complaint}`);
    }
    log(`the sealed-secrets controller was not reached; sealing with ${this.certificate}`);
    return false;
  }
}

const newPassword = () => Buffer.from(randomBytes(24).toString('hex')).toString('base64');

function check(environment: string, rotated: readonly string[]): void {
  if (environment === 'local') {
    throw new RefusedError('local makes its own Secrets in the cluster; there is nothing to seal');
  }
  if (!existsSync(`environments/${environment}.yaml`)) {
    throw new RefusedError(`there is no environment ${environment} (environments/${environment}.yaml)`);
  }
  const unknown = rotated.find((name) => !known.has(name));
  if (unknown)
    throw new RefusedError(`no Secret is named ${unknown}; there are ${[...known.keys()].join(' ')}`);
}

function seal(environment: string, rotated: readonly string[]): void {
  check(environment, rotated);
  const namespace = `minipokedex-${environment}`;
  const cluster = new Cluster(namespace);
  const file = new SealedFile(environment, namespace);
  const added = [...known.keys()].filter((name) => !rotated.includes(name) && !file.has(name));
  if (rotated.length + added.length === 0) {
    return log(`${file.path} holds all; ROTATE="NAME..." makes new passwords`);
  }

  const reached = file.fetchCertificate(cluster);
  for (const name of rotated) {
    const previous = cluster.read(name, 'password');
    if (!previous) throw new RefusedError(`${namespace} has no Secret ${name} yet, and so nothing to rotate`);
    file.put(name, { password: newPassword(), previous });
  }
  for (const name of added) {
    const password = (reached && cluster.read(name, 'password')) || newPassword();
    file.put(name, { password, previous: (reached && cluster.read(name, 'previous')) || password });
  }
  file.save();

  if (added.length > 0) log(`added ${added.join(' ')}`);
  if (rotated.length > 0) log(`new passwords for ${rotated.join(' ')}`);
  // With `make apply`, what runs there keeps its image.
  const apply = rotated.length > 0 ? `make apply ENV=${environment}` : `helmfile -e ${environment} apply`;
  log(`commit ${file.folder}, then: ${apply}`);
}

function usage(): string {
  const [header] = readFileSync(import.meta.filename, 'utf8').split('\nimport ');
  return header!.replaceAll(/^\/\/ ?/gm, '');
}

const [environment, ...rotated] = process.argv.slice(2);
try {
  if (environment === '-h' || environment === '--help') console.log(usage());
  else if (environment) seal(environment, rotated);
  else {
    console.error(usage());
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  log(error.message);
  process.exitCode = 1;
}
