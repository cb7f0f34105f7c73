import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run, timed } from './command.js';
import { FIRST, repositoryOf, tagOf } from './images.js';

/** Values of the tests over those of each environment; local is to work as it is. */
const VALUES = { local: [], staging: ['all', 'staging'], production: ['all', 'production'] };

/** Production with all that Flagger, Prometheus and a bucket make of it. */
export const IN_FULL = ['all', 'production-in-full'];

/** Local, whose last pod ends while nobody asks. */
export const TO_ZERO = ['../../../environments/to-zero', 'to-zero'];

interface ApplyOptions {
  image?: string;
  /** State values of helmfile over all others, as `path=value`. */
  set?: readonly string[];
}

/** The pipeline's accounts, as `make kubeconfig` makes them. */
export type Role = 'deployer' | 'reader';

/**
 * One environment of helmfile, deployed from a copy of the project. Like the pipeline it is changed as `deployer` and
 * compared as `reader`, save for local; the tests look at it, and do harm to it, as the cluster's admin.
 */
export class Environment<Name extends keyof typeof VALUES = keyof typeof VALUES> {
  readonly namespace: string;

  constructor(
    readonly name: Name,
    private readonly workspace: string,
    /** Files of `test/cluster/values`, one over the other. */
    private readonly values: readonly string[] = VALUES[name],
  ) {
    this.namespace = `minipokedex-${name}`;
  }

  /** Makes its namespace and accounts, which an admin does once. */
  async prepare(): Promise<void> {
    for (const role of ['deployer', 'reader'] as const) {
      const words = ['--silent', 'kubeconfig', `ENV=${this.name}`, `ROLE=${role}`];
      await writeFile(this.kubeconfig(role), await run('make', words, { cwd: this.workspace }));
    }
  }

  /** The variables that make a command act as that account. */
  as(role: Role): Record<string, string> {
    return this.name === 'local' ? {} : { KUBECONFIG: this.kubeconfig(role) };
  }

  /** Seals its Secrets, with new passwords for those that are named. */
  async seal(...rotated: string[]): Promise<void> {
    const words = [
      '--old-file=node_modules',
      'secrets',
      `ENV=${this.name}`,
      ...(rotated.length > 0 ? [`ROTATE=${rotated.join(' ')}`] : []),
    ];
    await timed(`make ${words.join(' ')}`, () => run('make', words, { cwd: this.workspace }));
  }

  apply(options: ApplyOptions = {}): Promise<string> {
    return this.helmfile(['apply', '--suppress-diff'], options);
  }

  /** Applies everything again, whether it differs or not. */
  sync(): Promise<string> {
    return this.helmfile(['sync']);
  }

  /** Fails if Helm would change anything. */
  diff(options: ApplyOptions = {}): Promise<string> {
    return this.helmfile(['diff', '--detailed-exitcode'], options);
  }

  /** What was changed since Helm applied it, a line for each difference. */
  async live(): Promise<string[]> {
    const script = 'node deploy/scripts/operate/live.ts "$0" || [ $? = 2 ]';
    const words = ['-c', script, this.namespace];
    const printed = await run('bash', words, { cwd: this.workspace, env: this.as('reader') });
    return printed.split('\n').filter(Boolean);
  }

  destroy(): Promise<string> {
    return this.helmfile(['destroy']);
  }

  helm(...words: string[]): Promise<string> {
    const all = ['--namespace', this.namespace, ...words];
    return timed(`helm ${all.join(' ')}`, () => run('helm', all, { env: this.as('deployer') }));
  }

  kubectl(words: readonly string[], input?: string): Promise<string> {
    return run('kubectl', ['--namespace', this.namespace, ...words], { input });
  }

  /** A command of kubectl's by an account of the pipeline. */
  kubectlAs(role: Role, words: readonly string[], input?: string): Promise<string> {
    return run('kubectl', words, { input, env: this.as(role) });
  }

  /** What `kubectl get … --output json` prints. */
  async get<Resource>(...words: string[]): Promise<Resource> {
    return JSON.parse(await this.kubectl(['get', ...words, '--output', 'json'])) as Resource;
  }

  /** Makes objects of a manifest. */
  async create(manifest: object): Promise<void> {
    await this.kubectl(['create', '--filename', '-'], JSON.stringify(manifest));
  }

  /** Waits until all pods of its workloads are ready, and no older ones are left. */
  async ready(): Promise<void> {
    const workloads = (await this.kubectl(['get', 'deployment,statefulset', '--output=name']))
      .trim()
      .split('\n');
    for (const workload of workloads) await this.kubectl(['rollout', 'status', '--timeout=180s', workload]);
  }

  /** Waits until so many pods of the service answer, which is up to the autoscaler. */
  async scaled(pods: number): Promise<void> {
    const condition = `--for=jsonpath={.status.availableReplicas}=${pods}`;
    await this.kubectl(['wait', condition, '--timeout=90s', 'deployment/minipokedex']);
  }

  /** What to look at when it doesn't come up. */
  async report(): Promise<string> {
    const pods = await this.kubectl(['get', 'pods']);
    const all = [
      '--selector=app.kubernetes.io/part-of=minipokedex',
      '--all-containers',
      '--prefix',
      '--tail=5',
    ];
    return pods + (await this.kubectl(['logs', '--max-log-requests=30', ...all]));
  }

  async password(secret: string, key = 'password'): Promise<string> {
    const { data } = await this.get<{ data: Record<string, string> }>('secret', secret);
    return Buffer.from(data[key] ?? '', 'base64').toString();
  }

  /** Runs a statement as MySQL's root; returns its rows, one a line. */
  async sql(statement: string): Promise<string[]> {
    const script =
      'MYSQL_PWD=$(cat) mysql --user=root --batch --skip-column-names --execute="$0" minipokedex';
    const words = ['exec', '--stdin', 'mysql-0', '--', 'sh', '-c', script, statement];
    return (await this.kubectl(words, await this.password('mysql-root'))).split('\n').filter(Boolean);
  }

  private kubeconfig(role: Role): string {
    return join(this.workspace, `${this.name}-${role}.kubeconfig`);
  }

  private helmfile(
    command: readonly string[],
    { image = FIRST, set = [] }: ApplyOptions = {},
  ): Promise<string> {
    const files = this.values.map((name) => resolve(`test/cluster/values/${name}.yaml`));
    const values = files.map((file) => `--state-values-file=${file}`);
    const settings = set.map((setting) => `--state-values-set=${setting}`);
    const account = this.as(command[0] === 'diff' ? 'reader' : 'deployer');
    const env = { ...account, IMAGE_REPOSITORY: repositoryOf(image), IMAGE_TAG: tagOf(image) };
    const words = ['--no-color', '--environment', this.name, ...values, ...settings, ...command];
    const what = ['helmfile', '-e', this.name, ...set, command[0], image === FIRST ? '' : `with ${image}`];
    return timed(what.filter(Boolean).join(' '), () => run('helmfile', words, { cwd: this.workspace, env }));
  }
}
