import { run } from '../../harness/command.js';

/** Of the node; it answers on 127.0.0.1 too: `deploy/kind.yaml` maps it. */
const PORT = 30_084;

/** By the host that `values/to-zero.yaml` names. */
export const INTERCEPTOR = `http://localhost:${PORT}`;

/** Leads the port of the node to KEDA's interceptor. */
export async function exposeInterceptor(): Promise<void> {
  const patch = { spec: { type: 'NodePort', ports: [{ port: 8080, nodePort: PORT }] } };
  const service = ['service', 'keda-add-ons-http-interceptor-proxy'];
  await run('kubectl', ['--namespace=keda', 'patch', ...service, `--patch=${JSON.stringify(patch)}`]);
}
