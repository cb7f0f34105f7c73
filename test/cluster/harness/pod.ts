interface SecurityContext {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type: string };
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
}

interface Container {
  name: string;
  image: string;
  securityContext?: SecurityContext;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
}

interface ContainerStatus {
  name: string;
  state: { terminated?: { exitCode: number; finishedAt: string } };
}

/** As much of a pod as the tests look at. */
export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    creationTimestamp: string;
    deletionTimestamp?: string;
    labels: Record<string, string>;
  };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    securityContext?: SecurityContext;
    automountServiceAccountToken?: boolean;
    enableServiceLinks?: boolean;
    volumes?: {
      name: string;
      hostPath?: object;
      projected?: { sources: { serviceAccountToken?: object }[] };
    }[];
  };
  status: { containerStatuses?: ContainerStatus[]; conditions?: { type: string; status: string }[] };
}

export const componentOf = (pod: Pod): string => pod.metadata.labels['app.kubernetes.io/component'] ?? '';

/** What a hardened pod doesn't do, one sentence each. */
export function weaknessesOf({ metadata, spec }: Pod): string[] {
  const weaknesses: string[] = [];
  const check = (good: boolean, weakness: string) => {
    if (!good) weaknesses.push(`${metadata.name}: ${weakness}`);
  };
  check(spec.automountServiceAccountToken === false, 'mounts a token');
  check(spec.enableServiceLinks === false, 'gets service links');
  const token = spec.volumes?.some(({ projected }) =>
    projected?.sources.some((source) => source.serviceAccountToken),
  );
  check(!token, 'has a volume with a token');
  for (const { name, securityContext: own, resources } of [
    ...(spec.initContainers ?? []),
    ...spec.containers,
  ]) {
    const context = { ...spec.securityContext, ...own };
    check(context.runAsNonRoot === true, `${name} may run as root`);
    check((context.runAsUser ?? 0) > 0, `${name} has no numeric user`);
    check(context.seccompProfile?.type === 'RuntimeDefault', `${name} has no seccomp profile`);
    check(context.allowPrivilegeEscalation === false, `${name} may gain privileges`);
    check(context.readOnlyRootFilesystem === true, `${name} may write to its root`);
    check(context.capabilities?.drop?.includes('ALL') === true, `${name} keeps capabilities`);
    check(context.capabilities?.add === undefined, `${name} adds capabilities`);
    check(resources?.requests?.['cpu'] !== undefined, `${name} requests no CPU`);
    check(resources?.limits?.['memory'] !== undefined, `${name} has no limit of memory`);
  }
  return weaknesses;
}
