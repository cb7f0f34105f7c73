import { resolve } from 'node:path';
import { run, timed } from './command.js';
import { FIRST, repositoryOf, tagOf } from './images.js';

/** Values of the tests over those of each environment; local is to work as it is. */
const VALUES = { local: [], staging: ['all', 'staging'], production: ['all', 'production'] };

/** Production with all that Flagger, Prometheus and a bucket make of it. */
export const IN_FULL = ['all', 'production-in-full'];

interface ApplyOptions {
  image?: string;
  /** State values of helmfile over all others, as `path=value`. */
  set?: readonly string[];
}

/** One environment of helmfile, deployed from a copy of the project. */
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

  /** Fails if there is a difference. */
  diff(options: ApplyOptions = {}): Promise<string> {
    return this.helmfile(['diff', '--detailed-exitcode'], options);
  }

  destroy(): Promise<string> {
    return this.helmfile(['destroy']);
  }

  helm(...words: string[]): Promise<string> {
    const all = ['--namespace', this.namespace, ...words];
    return timed(`helm ${all.join(' ')}`, () => run('helm', all));
  }

  kubectl(words: readonly string[], input?: string): Promise<string> {
    return run('kubectl', ['--namespace', this.namespace, ...words], { input });
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

  private helmfile(
    command: readonly string[],
    { image = FIRST, set = [] }: ApplyOptions = {},
  ): Promise<string> {
    const files = this.values.map((name) => resolve(`test/cluster/values/${name}.yaml`));
    const values = files.map((file) => `--state-values-file=${file}`);
    const settings = set.map((setting) => `--state-values-set=${setting}`);
    const env = { IMAGE_REPOSITORY: repositoryOf(image), IMAGE_TAG: tagOf(image) };
    const words = ['--no-color', '--environment', this.name, ...values, ...settings, ...command];
    const what = ['helmfile', '-e', this.name, ...set, command[0], image === FIRST ? '' : `with ${image}`];
    return timed(what.filter(Boolean).join(' '), () => run('helmfile', words, { cwd: this.workspace, env }));
  }
}
