/** Variables of a store's port: Kubernetes sets one of this name for a Service called like the store. */
const storePorts = ['DB_PORT', 'REDIS_PORT', 'MEMCACHED_PORT'] as const;
const ownPorts = ['PORT', 'METRICS_PORT'] as const;
const link = /^(?:tcp|udp):\/\/(?:\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})$/;

/**
 * Reads port variables that hold a link (`tcp://10.96.1.2:6379`) as Kubernetes sets it for each Service of the
 * namespace (https://kubernetes.io/docs/concepts/containers/container-environment/): a store's keeps its port, the
 * service's own ones fall back to their defaults.
 *
 * @returns the environment with plain ports, and a warning for each link that was found
 */
export function resolveServiceLinks(environment: NodeJS.ProcessEnv): {
  environment: NodeJS.ProcessEnv;
  warnings: string[];
} {
  const resolved = { ...environment };
  const warnings: string[] = [];
  for (const variable of storePorts) {
    const port = linkedPort(environment[variable]);
    if (port === undefined) continue;
    resolved[variable] = port;
    warnings.push(
      `${variable} holds a Kubernetes service link: using its port ${port}; set enableServiceLinks: false on the pod`,
    );
  }
  for (const variable of ownPorts) {
    if (linkedPort(environment[variable]) === undefined) continue;
    delete resolved[variable];
    warnings.push(
      `${variable} holds a Kubernetes service link, which is ignored; set enableServiceLinks: false on the pod`,
    );
  }
  return { environment: resolved, warnings };
}

function linkedPort(value: string | undefined): string | undefined {
  return value === undefined ? undefined : link.exec(value)?.[1];
}
