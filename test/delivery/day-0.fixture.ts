import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, Scratch } from '@app/testing';
import { parseAllDocuments } from 'yaml';

interface Secret {
  metadata: { name: string };
  data: Record<string, string>;
}

const which = (program: string) => execFileSync('which', [program], { encoding: 'utf8' }).trim();

/** A clone of the project, and beside it what the page keeps there; stand-ins of two clusters, Terraform and GitHub. */
export class DayZero {
  readonly beside = Scratch.ofAll();

  async prepare(): Promise<void> {
    const { beside } = this;
    await beside.commit();
    const clone = 'git branch -M main && git clone -q --bare . origin.git && git clone -q origin.git project';
    await beside.run('bash', '-c', clone);
    symlinkSync(join(beside.folder, 'node_modules'), join(beside.folder, 'project/node_modules'));
    this.addClusters();
    beside.command('terraform', `echo '{"bucket":"b","access_key":"an-id","secret_key":"a-key"}'`);
    const user = '$([ "$3" != KUBECONFIG ] || jq -r .users[0].name)';
    beside.command('gh', `echo "$*" ${user} >>${beside.folder}/calls`);
  }

  /** Each has a key of its own for sealed files, and holds nothing yet. */
  private addClusters(): void {
    const { beside } = this;
    for (const cluster of ['minipokedex-staging', 'minipokedex-production']) {
      const words = `req -x509 -newkey rsa:2048 -nodes -subj /CN=sealed -keyout ${cluster}.key -out ${cluster}.crt`;
      execFileSync('openssl', words.split(' '), { cwd: beside.folder, stdio: 'ignore' });
    }
    const context = `${beside.folder}/context`;
    beside.command(
      'kubectl',
      `case $* in
        'config use-context '*) echo "$3" >${context} ;;
        'config current-context') cat ${context} ;;
        'config view'*) echo '{"clusters":[{"name":"here"}]}' ;;
        *--dry-run=client*) exec ${which('kubectl')} "$@" ;;
      esac`,
    );
    const certificate = `${beside.folder}/$(cat ${context}).crt`;
    beside.command(
      'kubeseal',
      `case $* in
        --fetch-cert) cat ${certificate} ;;
        *--cert* | *--recovery*) exec ${which('kubeseal')} "$@" ;;
        *) exec ${which('kubeseal')} --cert ${certificate} "$@" ;;
      esac`,
    );
  }

  /** Runs commands in the clone. */
  bash(commands: string, input = ''): Promise<Ended> {
    this.beside.write('commands.sh', commands);
    this.beside.write('input', input);
    return this.beside.run('bash', '-c', 'cd project && bash -euo pipefail ../commands.sh <../input');
  }

  /** What the key of a cluster opens in a sealed file: the values of each Secret, by its name and their keys. */
  async opened(path: string, cluster: string): Promise<Record<string, Record<string, string>>> {
    const secrets: Record<string, Record<string, string>> = {};
    for (const document of parseAllDocuments(this.beside.read(`project/${path}`))) {
      this.beside.write('sealed.yaml', document.toString({ directives: false }));
      const open = `kubeseal --recovery-unseal --recovery-private-key ${cluster}.key <sealed.yaml`;
      const { metadata, data } = JSON.parse((await this.beside.run('bash', '-c', open)).output) as Secret;
      const values = Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]);
      secrets[metadata.name] = Object.fromEntries(values) as Record<string, string>;
    }
    return secrets;
  }
}
