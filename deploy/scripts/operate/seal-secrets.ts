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
import { dirname, join } from 'node:path';
import { type Document, parseAllDocuments } from 'yaml';

/** A mistake of the caller or a missing part; the message is the remedy. */
class RefusedError extends Error {}

const log = (message: string) => console.error(`secrets: ${message}`);

/** The Secrets that the charts read, by name, each with its keys. */
const known = new Map(
  readFileSync('deploy/charts/secrets/files/secrets.txt', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name, ...keys]) => [name!, keys]),
);

/**
 * Runs a program. Passwords reach it by standard input alone, since a list of processes shows its words.
 *
 * @returns what it prints
 * @throws RefusedError with its complaint, if it fails
 */
function run(program: string, words: string[], input?: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' });
  if (error) throw new RefusedError(`${program} can't be run: ${error.message}`);
  if (status !== 0) throw new RefusedError(stderr.trim());
  return stdout;
}

/** A YAML file of SealedSecrets, one document each. */
class SealedFile {
  private readonly path: string;
  private documents: Document[];

  constructor(path: string) {
    this.path = path;
    this.documents = this.parse(existsSync(path) ? readFileSync(path, 'utf8') : '');
  }

  has(name: string): boolean {
    return this.documents.some((document) => document.getIn(['metadata', 'name']) === name);
  }

  /** Adds what kubeseal printed, in place of the document of that name. */
  put(name: string, sealed: string): void {
    const others = this.documents.filter((document) => document.getIn(['metadata', 'name']) !== name);
    this.documents = [...others, ...this.parse(sealed)];
  }

  /** Writes everything in one step, so that a failure before leaves the file as it was. */
  save(): void {
    const texts = this.documents.map(
      (document) => `---\n${document.toString({ lineWidth: 0, directives: false })}`,
    );
    writeFileSync(`${this.path}.new`, texts.join(''));
    renameSync(`${this.path}.new`, this.path);
  }

  private parse(text: string): Document[] {
    return (parseAllDocuments(text) as Document[]).filter(({ contents }) => contents);
  }
}

/** @returns whether the controller was reached; if not, the certificate of an earlier time has to do */
function fetchCertificate(certificate: string, namespace: string): boolean {
  try {
    const text = run('kubeseal', ['--fetch-cert']);
    mkdirSync(dirname(certificate), { recursive: true });
    writeFileSync(certificate, text);
    const { stdout } = spawnSync('kubectl', ['config', 'current-context'], { encoding: 'utf8' });
    log(`for namespace ${namespace} of ${stdout?.trim() || 'this cluster'}`);
    return true;
  } catch (error) {
    const fault = `the sealed-secrets controller was not reached: ${(error as Error).message}`;
    if (!existsSync(certificate)) throw new RefusedError(fault);
    log(`${fault}; sealing with ${certificate}`);
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

function sealAll(environment: string, rotated: readonly string[]): void {
  const namespace = `minipokedex-${environment}`;
  const folder = join('environments', environment);
  const file = new SealedFile(join(folder, 'sealed-secrets.yaml'));
  const added = [...known.keys()].filter((name) => !rotated.includes(name) && !file.has(name));
  if (rotated.length + added.length === 0) {
    return log(`the file of ${environment} holds all; ROTATE="NAME..." makes new passwords`);
  }

  // From here on passwords are in base64.
  const certificate = join(folder, 'sealed-secrets.pem');
  const reached = fetchCertificate(certificate, namespace);
  const held = (name: string, key: string) => {
    const words = ['get', 'secret', name, '--ignore-not-found', '--output', `jsonpath={.data.${key}}`];
    return reached || rotated.includes(name) ? run('kubectl', ['--namespace', namespace, ...words]) : '';
  };
  const seal = (name: string, password: string, previous: string) => {
    const data = known.get(name)!.includes('previous') ? { password, previous } : { password };
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name, namespace }, data };
    const words = ['--format', 'yaml', '--scope', 'strict', '--cert', certificate];
    file.put(name, run('kubeseal', words, JSON.stringify(secret)));
  };

  for (const name of rotated) {
    const present = held(name, 'password');
    if (!present) throw new RefusedError(`${namespace} has no Secret ${name} yet, and so nothing to rotate`);
    seal(name, newPassword(), present);
  }
  for (const name of added) {
    const password = held(name, 'password') || newPassword();
    seal(name, password, held(name, 'previous') || password);
  }
  file.save();

  if (added.length > 0) log(`added ${added.join(' ')}`);
  if (rotated.length > 0) log(`new passwords for ${rotated.join(' ')}`);
  // With `make apply`, what runs there keeps its image.
  const apply = rotated.length > 0 ? `make apply ENV=${environment}` : `helmfile -e ${environment} apply`;
  log(`commit ${folder}, then: ${apply}`);
}

const [environment, ...rotated] = process.argv.slice(2);
try {
  if (!environment) throw new RefusedError('which environment? make secrets ENV=staging [ROTATE="NAME..."]');
  check(environment, rotated);
  sealAll(environment, rotated);
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  log(error.message);
  process.exitCode = 1;
}
