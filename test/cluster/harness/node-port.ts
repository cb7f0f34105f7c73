import type { Environment } from './environment.js';
import { until } from './until.js';

/** Ports of the node that answer on 127.0.0.1 too: `deploy/kind.yaml` maps them. */
const PORTS = { staging: 30_080, production: 30_081 };

/** A way in from this machine, past what the charts make; returns its port of 127.0.0.1. */
export async function openNodePort(environment: Environment<keyof typeof PORTS>): Promise<number> {
  const nodePort = PORTS[environment.name];
  await environment.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'visitors' },
    spec: {
      type: 'NodePort',
      selector: { 'app.kubernetes.io/name': 'minipokedex', 'app.kubernetes.io/component': 'service' },
      ports: [{ port: 8080, targetPort: 'http', nodePort }],
    },
  });
  const address = `127.0.0.1:${nodePort}`;
  await until(
    `an answer of ${environment.name} on ${address}, where \`make cluster\` and others put the ports of the node`,
    async () => (await fetch(`http://${address}/health/ready`)).ok,
    { timeout: 20_000 },
  );
  return nodePort;
}
