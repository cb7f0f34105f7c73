import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';

interface Constraint {
  topologyKey: string;
  maxSkew: number;
  labelSelector: { matchLabels: Record<string, string> };
}

export interface Container {
  securityContext?: object;
  resources?: object;
  terminationMessagePolicy?: string;
}

export interface Pod {
  securityContext?: object;
  initContainers?: Container[];
  containers: Container[];
  topologySpreadConstraints?: Constraint[];
}

/** As much of an object of Kubernetes as the tests look at. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec: Partial<Pod> & {
    replicas?: number;
    minReplicas?: number;
    maxReplicas?: number;
    maxReplicaCount?: number;
    maxUnavailable?: number;
    selector?: { matchLabels: Record<string, string> };
    template?: {
      metadata: { labels: Record<string, string> };
      spec: Pod;
    };
    jobTemplate?: { spec: { template: { spec: Pod } } };
  };
  data?: Record<string, string>;
}

/** All objects that helmfile would apply to an environment. */
export class Manifests {
  readonly all: readonly Manifest[];

  constructor(private readonly environment: string) {
    const rendered = execFileSync('bash', ['deploy/scripts/lint/render-manifests.sh', environment], {
      maxBuffer: 2 ** 26,
    });
    this.all = parseAllDocuments(rendered.toString())
      .map((document) => document.toJS() as Manifest | null)
      .filter((manifest) => manifest !== null);
  }

  /** @throws Error if there is none */
  find(kind: string, name: string): Manifest {
    const found = this.all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!found) throw new Error(`${this.environment} has no ${kind} ${name}`);
    return found;
  }

  /** The text of all ConfigMaps. */
  get settings(): string {
    return this.all
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap(({ data }) => Object.values(data ?? {}))
      .join('\n');
  }
}
