import type { Endpoint } from './endpoint.js';

/** The effective settings: every time in the unit its name ends with. */
export interface Settings {
  service: ServiceSettings;
  /** Absent: the embedded database. */
  database?: DatabaseSettings;
  /** Absent: the embedded counter. */
  redis?: RedisSettings;
  /** Absent: no shared cache. */
  memcached?: MemcachedSettings;
  cache: CacheSettings;
  counter: CounterSettings;
  /** Whether OpenTelemetry is loaded; its SDK reads its settings by itself. */
  tracing: boolean;
  /** What was read in a way that its author may not expect; to be logged once. */
  warnings: readonly string[];
}

export interface ServiceSettings {
  port: number;
  metricsPort: number;
  logLevel: string;
  logFormat: 'auto' | 'json' | 'pretty';
  logRequests: boolean;
  corsOrigins: readonly string[];
  /** Clients that may follow the counts at once. */
  maxWatchers: number;
  shutdownDelayMs: number;
  dataDir: string;
  revision: string;
  built: string;
}

/** Encryption with verification; `ca` is PEM, absent where the public authorities are trusted. */
export interface TlsSettings {
  ca?: string;
}

export interface DatabaseSettings {
  host: string;
  port: number;
  user: string;
  password: string;
  name: string;
  tls?: TlsSettings;
  poolSize: number;
  timeoutMs: number;
}

export type RedisTopology =
  | { kind: 'standalone'; endpoint: Endpoint; database: number }
  | { kind: 'sentinel'; sentinels: readonly Endpoint[]; master: string }
  | { kind: 'cluster'; nodes: readonly Endpoint[] };

export interface RedisSettings {
  topology: RedisTopology;
  username?: string;
  password?: string;
  tls?: TlsSettings;
  timeoutMs: number;
  /** Replicas that must have a write before it counts as done. */
  waitReplicas: number;
}

export interface MemcachedSettings {
  servers: readonly Endpoint[];
  timeoutMs: number;
}

export interface CacheSettings {
  ttlS: number;
  sharedTtlS: number;
  unknownTtlS: number;
  maxRows: number;
  maxUnknown: number;
}

export interface CounterSettings {
  whenDown: 'degrade' | 'reject';
}

/** What `admin migrate` needs: `admin` migrates, `service` is the user it prepares. */
export interface MigrationSettings {
  admin: DatabaseSettings;
  service: { user: string; password: string };
  waitS: number;
  logLevel: string;
  /** What was read in a way that its author may not expect; to be logged once. */
  warnings: readonly string[];
}
