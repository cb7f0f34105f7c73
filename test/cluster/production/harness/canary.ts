import { run, timed } from '../../harness/command.js';
import type { Environment } from '../../harness/environment.js';

/** Longest analysis and promotion, in seconds. */
const TIMEOUT = 600;

interface Status {
  status: { phase: string };
}
interface Deployment {
  spec: { template: { spec: { containers: { image: string }[] } } };
}

/** The canary of an environment, as `make deploy` follows it. */
export class Canary {
  constructor(
    private readonly environment: Environment,
    private readonly workspace: string,
  ) {}

  /** Where it is before a release. */
  async mark(): Promise<string> {
    return (await this.script('mark')).trim();
  }

  /** Waits until the primary runs what was released since then; fails with Flagger's events if it was dropped. */
  async promoted(mark: string): Promise<void> {
    await timed('the canary', () => this.script('wait', mark));
  }

  async phase(): Promise<string> {
    return (await this.environment.get<Status>('canary', 'minipokedex')).status.phase;
  }

  /** The image that visitors are answered by. */
  async primaryImage(): Promise<string> {
    const { spec } = await this.environment.get<Deployment>('deployment', 'minipokedex-primary');
    return spec.template.spec.containers[0]!.image;
  }

  private script(verb: 'mark' | 'wait', ...words: string[]): Promise<string> {
    return run('node', ['deploy/scripts/operate/canary.ts', verb, this.environment.namespace, ...words], {
      cwd: this.workspace,
      env: { ...this.environment.as('deployer'), CANARY_TIMEOUT: String(TIMEOUT) },
    });
  }
}
