import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { APPLICATIONS, type Body, CivoAccount, Refusal, VERSIONS } from './civo.account.js';

type Route = [call: string, answer: (ids: string[], body: Body) => unknown];

const page = (things: Map<string, unknown>) => ({ page: 1, pages: 1, items: [...things.values()] });

/** The calls that Civo's provider makes for what deploy/terraform describes. */
function routesOf(account: CivoAccount): Route[] {
  const network = (id: string) => account.find(account.networks, id, 'database_network_not_found');
  const firewall = (id: string) => account.find(account.firewalls, id, 'database_firewall_not_found');
  const cluster = (id: string) => account.find(account.clusters, id, 'database_kubernetes_cluster_not_found');
  return [
    ['GET regions', () => [{ code: 'LON1', name: 'London 1', default: true }]],
    ['GET kubernetes/applications', () => APPLICATIONS.map((name) => ({ name }))],
    [
      'GET kubernetes/versions',
      () => VERSIONS.map((label) => ({ label, version: label, type: 'stable', clusterType: 'k3s' })),
    ],
    ['GET networks', () => [...account.networks.values()]],
    ['GET networks/*', ([id]) => network(id!)],
    ['POST networks', (_, body) => account.createNetwork(body)],
    ['DELETE networks/*', ([id]) => account.deleteNetwork(id!)],
    ['GET firewalls', () => [...account.firewalls.values()]],
    ['POST firewalls', (_, body) => account.createFirewall(body)],
    ['DELETE firewalls/*', ([id]) => account.deleteFirewall(firewall(id!))],
    ['POST kubernetes/clusters', (_, body) => account.createCluster(body)],
    ['GET kubernetes/clusters/*', ([id]) => cluster(id!)],
    ['DELETE kubernetes/clusters/*', ([id]) => account.remove(account.clusters, id!)],
    ['POST kubernetes/clusters/*/pools', ([id], body) => account.addPool(cluster(id!), body)],
    ['GET kubernetes/clusters/*/pools/*', ([id, pool]) => account.pool(cluster(id!), pool!)],
    [
      'PUT kubernetes/clusters/*/pools/*',
      ([id, pool], body) => Object.assign(account.pool(cluster(id!), pool!), body),
    ],
    ['GET databases', () => page(account.databases)],
    ['POST databases', (_, body) => account.createDatabase(body)],
    ['GET databases/*', ([id]) => account.find(account.databases, id!, 'database_not_found')],
    ['POST objectstores', (_, body) => account.createBucket(body)],
    ['GET objectstores/*', ([id]) => account.find(account.buckets, id!, 'objectstore_not_found')],
    ['POST objectstore/credentials', (_, body) => account.createKey(body)],
    [
      'GET objectstore/credentials/*',
      ([id]) => account.find(account.keys, id!, 'objectstore_credential_not_found'),
    ],
  ];
}

/** A stand-in of Civo's API (https://www.civo.com/api). A call that it does not know is answered 501, which fails who made it. */
export class CivoApi {
  readonly account = new CivoAccount();
  private readonly routes = routesOf(this.account).map(([call, answer]) => ({
    pattern: new RegExp(`^${call.replaceAll('*', '([^/]+)')}$`),
    answer,
  }));
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<CivoApi> {
    const api = new CivoApi();
    await new Promise<void>((listening) => api.server.listen(0, '127.0.0.1', listening));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const hasBody = request.method === 'POST' || request.method === 'PUT';
      const body = (hasBody ? await json(request) : {}) as Body;
      const { pathname } = new URL(request.url!, this.url);
      const call = `${request.method} ${pathname.replace(/^\/v2\/(vpc\/)?/, '')}`;
      if (request.headers.authorization !== 'bearer a-token') throw new Refusal(401, '', 'wrong token');
      response.end(JSON.stringify(this.route(call, body)));
    } catch (error) {
      const { status, code, message } =
        error instanceof Refusal ? error : new Refusal(500, '', String(error));
      response.writeHead(status).end(JSON.stringify({ code, reason: message }));
    }
  }

  private route(call: string, body: Body): unknown {
    for (const { pattern, answer } of this.routes) {
      const ids = pattern.exec(call)?.slice(1);
      if (ids) return answer(ids, body);
    }
    throw new Refusal(501, '', `the stand-in does not know ${call}`);
  }
}
