import { FIRST } from './images.js';

interface Overrides {
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: object;
  container?: object;
}

/** A pod of one container that no policy refuses, save for what is laid over it. It needs a NetworkPolicy that selects it. */
export function simplePod({ metadata, spec, container }: Overrides): object {
  const resources = { requests: { cpu: '1m', memory: '32Mi' }, limits: { memory: '128Mi' } };
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: 'main', image: FIRST, resources, securityContext, ...container }],
      ...spec,
    },
  };
}
