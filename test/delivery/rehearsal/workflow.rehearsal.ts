import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, Scratch } from '@app/testing';

/** What an action of somebody else does here, in bash; what is not listed fails the rehearsal. */
const ACTIONS: Readonly<Record<string, string>> = {
  'actions/attest-build-provenance': 'echo "attest $subject_name@$subject_digest" >>"$DONE"',
  'actions/cache': 'true',
  // Only where it names a commit; else act does it itself.
  'actions/checkout':
    'git init --quiet && git fetch --quiet "$SOURCE" "$ref" && git checkout --quiet FETCH_HEAD',
  'actions/download-artifact':
    'mkdir -p "$path" && cp -r "$ARTIFACTS"/$pattern/. "$path" 2>/dev/null || true',
  'actions/setup-node': 'true',
  'actions/upload-artifact': 'mkdir -p "$ARTIFACTS/$name" && cp -r $path "$ARTIFACTS/$name"',
  'aws-actions/configure-aws-credentials': 'true',
  'github/codeql-action': 'echo "upload $sarif_file" >>"$DONE"',
  'googleapis/release-please-action': 'cat "$RELEASE" >>"$GITHUB_OUTPUT"',
  'hashicorp/setup-terraform': 'true',
};

/** Keys that GitHub knows and act 0.2 does not. */
const UNKNOWN_TO_ACT = [/^ +deployment: false\n/gm, /^ +queue: max.*\n/gm];

/** Programs that reach a registry, a cluster, a cloud or GitHub. Each writes what it was asked into `done`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  docker: 'case "$*" in *inspect*) echo \'{"digest":"sha256:joined"}\' ;; esac',
  gh: 'case "$*" in\n$ANSWERS\n*create*) echo https://github.com/Acme/Dex/issues/9 ;; esac',
  make: `case "$*" in
    *push-image*) mkdir -p dist/image; echo "sha256:\${ARCHITECTURE}" >"dist/image/$ARCHITECTURE.digest" ;;
    *push-index*) cat dist/image/*.digest >>"$DONE"; echo sha256:joined >dist/image/index ;;
    *changes*) echo "production runs cccccccccccc; this is new." ;;
    *scan-*) mkdir -p dist/scan; touch dist/scan/x.sarif ;;
    *OUT=*) words=$*; printf %s "$DIFFERENCE" >"\${words##*OUT=}" ;;
    *package-charts*) mkdir -p dist/charts dist/sbom; touch dist/charts/a.tgz dist/sbom/a.json ;;
  esac`,
};

/** An action that runs the script, with its inputs as variables: `$some_name` is some_name or some-name. */
function actionOf(script: string): string {
  const names = [...new Set([...script.matchAll(/\$([a-z_]+)\b/g)].map(([, name]) => name!))];
  const inputs = Object.fromEntries(
    names.flatMap((name) => [name, name.replaceAll('_', '-')]).map((name) => [name, {}]),
  );
  const env = Object.fromEntries(
    names.map((name) => [name, `\${{ inputs.${name} || inputs.${name.replaceAll('_', '-')} }}`]),
  );
  const runs = { using: 'composite', steps: [{ shell: 'bash', run: script, env }] };
  return JSON.stringify({ name: 'stand-in', inputs, runs });
}

interface Given {
  event?: object;
  inputs?: Record<string, string>;
  variables?: Record<string, string>;
  /** What GitHub answers: a pattern of bash for the call, and the answer. */
  answers?: Record<string, unknown>;
  /** Calls that fail: a pattern of bash. */
  fails?: string;
  /** What Terraform and helmfile find different. */
  difference?: string;
  /** The outputs of release-please. */
  release?: string;
}

/** A copy of the workflows, which act runs on this machine in a repository with capitals in its name. */
export class WorkflowRehearsal {
  private readonly scratch = new Scratch('.github', 'deploy/scripts', 'deploy/tools.txt');
  /** Apart, since act copies the repository into its home. */
  private readonly home = mkdtempSync(join(tmpdir(), 'act-'));
  private readonly actions: string[] = [];

  static async create(): Promise<WorkflowRehearsal> {
    const rehearsal = new WorkflowRehearsal();
    await rehearsal.prepare();
    return rehearsal;
  }

  get revision(): string {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: this.scratch.folder, encoding: 'utf8' }).trim();
  }

  tag(name: string): void {
    execFileSync('git', ['tag', name], { cwd: this.scratch.folder });
  }

  private async prepare(): Promise<void> {
    const { scratch } = this;
    for (const file of globSync('.github/workflows/*')) {
      for (const key of UNKNOWN_TO_ACT) scratch.write(file, scratch.read(file).replaceAll(key, ''));
    }
    const used = globSync('.github/{workflows,actions/*}/*').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/uses: ([\w-]+\/[\w-]+)(\/\S+)?@(\S+)/g)].map((match) =>
        match.slice(1),
      ),
    );
    for (const [name, path = '', reference] of used) {
      const script = ACTIONS[name!];
      if (!script) throw new Error(`${name} has no stand-in in workflow.rehearsal.ts`);
      const folder = `actions/${name}`;
      mkdirSync(join(scratch.folder, folder + path), { recursive: true });
      scratch.write(`${folder}${path}/action.yml`, actionOf(script));
      this.actions.push('--local-repository', `${name}@${reference}=${join(scratch.folder, folder)}`);
    }
    await scratch.commit();
    await scratch.run('git', 'remote', 'add', 'origin', 'https://github.com/Acme/Dex.git');
  }

  /** @returns how act ended, and what the stand-ins were asked, in order */
  async run(workflow: string, event: string, given: Given = {}): Promise<Ended & { done: string[] }> {
    const { scratch } = this;
    const path = (name: string) => join(scratch.folder, name);
    const answers = Object.entries(given.answers ?? {}).map(
      ([call, answer]) => `${call}) echo '${JSON.stringify(answer)}' ;;`,
    );
    for (const [name, script] of Object.entries(PROGRAMS)) {
      const refuse = given.fails ? `case "${name} $*" in ${given.fails}) exit 1 ;; esac` : '';
      const body = script.replace('$ANSWERS', answers.join('\n'));
      scratch.command(name, `echo "${name} $*" >>'${path('done')}'\n${refuse}\n${body}`);
    }
    scratch.write('done', '');
    scratch.write('event.json', JSON.stringify({ inputs: given.inputs, ...given.event }));
    scratch.write('release', given.release ?? '');
    const token = `e30.${Buffer.from('{"exp":99999999999}').toString('base64url')}.x`;
    const words = [
      '--eventpath',
      path('event.json'),
      ...['ubuntu-24.04', 'ubuntu-24.04-arm'].flatMap((runner) => ['--platform', `${runner}=-self-hosted`]),
      ...Object.entries(given.variables ?? {}).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
      '--secret',
      `KUBECONFIG={"users":[{"user":{"token":"${token}"}}]}`,
      '--secret',
      'GITHUB_TOKEN=a-token',
      ...Object.entries({
        DONE: path('done'),
        SOURCE: scratch.folder,
        ARTIFACTS: join(this.home, 'artifacts'),
        DIFFERENCE: given.difference ?? '',
        RELEASE: path('release'),
      }).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...this.actions,
    ];
    const file = `.github/workflows/${workflow}.yml`;
    const ended = await scratch.run('env', `HOME=${this.home}`, 'act', event, '--workflows', file, ...words);
    return { ...ended, done: scratch.read('done').split('\n').filter(Boolean) };
  }

  [Symbol.dispose](): void {
    this.scratch.remove();
    rmSync(this.home, { recursive: true });
  }
}
