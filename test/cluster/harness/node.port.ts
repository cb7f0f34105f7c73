import { until } from '@app/testing';
import type { Environment } from './environment.js';

/** Ports of the node that answer on 127.0.0.1 too: `deploy/kind.yaml` maps them. */
const PORTS = { staging: 30_080, production: 30_081 };

/** A way in from this machine, past what the charts make; returns its port of 127.0.0.1. */
export async function openNodePort(environment: Environment<keyof typeof PORTS>): Promise<number> {
  const port = PORTS[environment.name];
  const selector = { 'app.kubernetes.io/name': 'minipokedex', 'app.kubernetes.io/component': 'service' };
  await exposeOnNode(environment, 'visitors', selector, port);
  await answersOnNode(port);
  return port;
}

/** Leads a port of the node, and so of 127.0.0.1, to the pods of the selector. */
export async function exposeOnNode(
  environment: Environment,
  name: string,
  selector: object,
  nodePort: number,
): Promise<void> {
  await environment.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type: 'NodePort', selector, ports: [{ port: 8080, targetPort: 'http', nodePort }] },
  });
}

export async function answersOnNode(nodePort: number): Promise<void> {
  const address = `127.0.0.1:${nodePort}`;
  await until(
    `an answer on ${address}, where \`make cluster\` and others put the ports of the node`,
    async () => (await fetch(`http://${address}/health/ready`)).ok,
    { timeout: 20_000 },
  );
}
