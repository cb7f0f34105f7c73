import { randomUUID } from 'node:crypto';

export type Thing = Record<string, unknown> & { id: string };
export type Body = Record<string, unknown>;

/** What Civo answers to a call that it refuses; the codes are those that civogo knows. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: string,
    reason: string,
  ) {
    super(reason);
  }
}

const refuseUnless = (fine: unknown, code: string, reason: string) => {
  if (!fine) throw new Refusal(400, code, reason);
};

export const APPLICATIONS = ['metrics-server', 'traefik2-nodeport'];
export const VERSIONS = ['1.34.2-k3s1', '1.35.0-k3s1'];
const SIZE = /^g4s\.kube\.(small|medium|large)$/;
const KUBECONFIG = `
clusters: [{ cluster: { certificate-authority-data: Y2E=, server: https://192.0.2.1:6443 } }]
users: [{ user: { client-certificate-data: Y2VydA==, client-key-data: a2V5 } }]
`;

/** What somebody has at Civo, and what Civo refuses to make of it or to delete. */
export class CivoAccount {
  readonly networks = new Map<string, Thing>();
  readonly firewalls = new Map<string, Thing & { rules: Thing[] }>();
  readonly clusters = new Map<string, Thing & { pools: Thing[] }>();
  readonly databases = new Map<string, Thing>();
  readonly buckets = new Map<string, Thing>();
  readonly keys = new Map<string, Thing>();

  /** Everything that is there, by name, without the open firewall that the provider adds to each network. */
  get names(): string[] {
    const all = [this.networks, this.firewalls, this.clusters, this.databases, this.buckets, this.keys];
    return all
      .flatMap((kind) => [...kind.values()].map((thing) => String(thing['name'])))
      .filter((name) => !name.endsWith('-default'))
      .toSorted();
  }

  createNetwork({ label, cidr_v4 }: Body): unknown {
    const isPrivate = /^(10|172|192)\.[\d.]+\/\d+$/.test(String(cidr_v4));
    refuseUnless(isPrivate, 'invalid_cidr', `no private network: ${cidr_v4}`);
    return { ...this.add(this.networks, { name: label, label, cidr: cidr_v4 }), result: 'success' };
  }

  private uses(what: 'network_id' | 'firewall_id', id: string): boolean {
    return [...this.clusters.values(), ...this.databases.values()].some((each) => each[what] === id);
  }

  deleteNetwork(id: string): unknown {
    refuseUnless(
      !this.uses('network_id', id),
      'database_network_inuse_by_instances',
      'the network is in use',
    );
    for (const firewall of this.firewalls.values()) {
      if (firewall['network_id'] === id) this.firewalls.delete(firewall.id);
    }
    return this.remove(this.networks, id);
  }

  createFirewall({ name, network_id, rules = [] }: Body): unknown {
    this.find(this.networks, String(network_id), 'database_network_not_found');
    const firewall = this.add(this.firewalls, { name, network_id, rules: [] as Thing[] });
    for (const rule of rules as Body[]) this.addRule(firewall, rule);
    return { ...firewall, result: 'success' };
  }

  private addRule(firewall: { rules: Thing[] }, rule: Body): Thing {
    const known = /^(tcp|udp) \d+(-\d+)?$/.test(`${rule['protocol']} ${rule['ports']}`);
    refuseUnless(known, 'invalid_parameter', `no ports: ${JSON.stringify(rule)}`);
    const added = { ...rule, id: randomUUID() };
    firewall.rules.push(added);
    return added;
  }

  deleteFirewall({ id }: Thing): unknown {
    refuseUnless(!this.uses('firewall_id', id), 'database_firewall_inuse', 'the firewall is in use');
    return this.remove(this.firewalls, id);
  }

  createCluster(body: Body): unknown {
    const { name, kubernetes_version, cni_plugin, cluster_type, network_id, instance_firewall } = body;
    this.find(this.firewalls, String(instance_firewall), 'database_firewall_not_found');
    refuseUnless(VERSIONS.includes(String(kubernetes_version)), 'invalid_version', 'no such version');
    for (const application of String(body['applications']).split(',')) {
      const known = APPLICATIONS.includes(application.replace(/^-/, ''));
      refuseUnless(known, 'database_kubernetes_application_not_found', `no application ${application}`);
    }
    const pools: Thing[] = [];
    const cluster = this.add(this.clusters, {
      name,
      kubernetes_version,
      cni_plugin,
      cluster_type,
      network_id,
      firewall_id: instance_firewall,
      status: 'ACTIVE',
      ready: true,
      created_at: '2026-11-01T00:00:00Z',
      api_endpoint: 'https://192.0.2.1:6443',
      kubeconfig: KUBECONFIG,
      pools,
      required_pools: pools,
      applications: APPLICATIONS.filter((each) => body['applications'] !== `-${each}`),
    });
    // The first pool's labels are ignored here, for which the provider sends them once more.
    for (const pool of body['pools'] as Body[]) this.addPool(cluster, { ...pool, labels: {} });
    return cluster;
  }

  addPool(cluster: { pools: Thing[] }, body: Body): Thing {
    refuseUnless(SIZE.test(String(body['size'])), 'database_size_not_found', `no size ${body['size']}`);
    const pool = { ...body, id: String(body['id']), instance_names: [] };
    cluster.pools.push(pool);
    return pool;
  }

  pool({ pools }: { pools: Thing[] }, id: string): Thing {
    const pool = pools.find((each) => each.id === id);
    if (!pool) throw new Refusal(404, 'database_cluster_pool_not_found', `no pool ${id}`);
    return pool;
  }

  createDatabase(body: Body): unknown {
    const { name, size, nodes, software, software_version, network_id, firewall_id } = body;
    refuseUnless(/^mysql$/i.test(String(software)), 'database_engine_invalid', `no engine ${software}`);
    refuseUnless(software_version === '8.0', 'database_version_invalid', `no MySQL ${software_version}`);
    refuseUnless(/^g3\.db\.\w+$/.test(String(size)), 'database_size_not_found', `no size ${size}`);
    return this.add(this.databases, {
      name,
      size,
      nodes,
      software_version,
      network_id,
      firewall_id,
      status: 'Ready',
      software: 'MySQL',
      port: 3306,
      username: 'root',
      password: 'not-a-real-one',
      private_ipv4: '10.20.0.7',
      public_ipv4: '192.0.2.7',
    });
  }

  createBucket({ name, max_size_gb, access_key_id }: Body): unknown {
    const owner = [...this.keys.values()].find((key) => key['access_key_id'] === access_key_id);
    refuseUnless(owner, 'objectstore_credential_not_found', `no key ${access_key_id}`);
    refuseUnless(Number(max_size_gb) % 500 === 0, 'objectstore_size_invalid', `no size ${max_size_gb}`);
    return this.add(this.buckets, {
      name,
      max_size: max_size_gb,
      objectstore_endpoint: 'objectstore.lon1.civo.com',
      status: 'ready',
      owner_info: {
        access_key_id,
        name: owner!['name'],
      },
    });
  }

  createKey({ name }: Body): unknown {
    const access_key_id = randomUUID().slice(0, 8);
    return this.add(this.keys, {
      name,
      access_key_id,
      secret_access_key_id: 'not-a-real-one',
      status: 'ready',
    });
  }

  private add<T extends Body>(things: Map<string, Thing>, body: T): T & Thing {
    const taken = [...things.values()].some((thing) => thing['name'] === body['name']);
    refuseUnless(!taken, 'duplicate_name', `the name ${String(body['name'])} is taken`);
    const thing = { ...body, id: randomUUID() };
    things.set(thing.id, thing);
    return thing;
  }

  find<T>(things: Map<string, T>, id: string, code: string): T {
    const thing = things.get(id);
    if (!thing) throw new Refusal(404, code, `no ${id}`);
    return thing;
  }

  remove(things: Map<string, Thing>, id: string): unknown {
    things.delete(id);
    return { result: 'success' };
  }
}
