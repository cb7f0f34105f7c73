import { execFileSync } from 'node:child_process';
import { prepareAsInImage, SERVICE, SERVICE_SETTINGS, UNBUNDLED_SERVICE } from './service.js';
import type { Stores } from './stores.js';

/** Something that answers `GET /charmander` on the port that `PORT` names. */
export interface Candidate {
  id: CandidateId;
  title: string;
  command: readonly [string, ...string[]];
  environment: NodeJS.ProcessEnv;
  /** Whether each answer carries a count. */
  counts: boolean;
}

export type CandidateId = 'ours' | 'traced' | 'fastify' | 'nest-express' | 'go' | 'constant' | 'unbundled';

const GO_BINARY = 'dist/bench/go-peer';

/** One visit in a hundred is traced. */
const TRACED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };

/**
 * Whom the loads visit, our service first. Builds what needs building.
 *
 * @param collector where a traced service sends its spans, as a URL
 */
export function prepareCandidates(stores: Stores, collector: string): Candidate[] {
  const node = process.execPath;
  const environment = { NODE_ENV: 'production', ...stores.peerEnvironment };
  const peer = (id: CandidateId, title: string, ...command: [string, ...string[]]) => ({
    id,
    title,
    command,
    environment,
    counts: id !== 'constant',
  });
  const asInImage = { ...stores.serviceEnvironment, ...prepareAsInImage() };
  const traced = { ...asInImage, ...TRACED, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  return [
    service('ours', 'minipokedex', SERVICE, asInImage),
    service('traced', 'minipokedex, traced', SERVICE, traced),
    peer('fastify', 'Fastify, INCR', node, 'dist/bench/bench/peers/fastify-incr/main.js'),
    peer(
      'nest-express',
      'NestJS, Express, Memcached, INCR',
      node,
      'dist/bench/bench/peers/nest-express/main.js',
    ),
    ...(buildGo() ? [peer('go', 'Go net/http, INCR', GO_BINARY)] : []),
    peer('constant', 'Fastify, a constant', node, 'dist/bench/bench/peers/fastify-constant/main.js'),
  ];
}

/** Those of whom only the start is timed. */
export function prepareStartOnly(stores: Stores): Candidate[] {
  return [service('unbundled', 'minipokedex, unbundled', UNBUNDLED_SERVICE, stores.serviceEnvironment)];
}

function service(id: CandidateId, title: string, main: string, environment: NodeJS.ProcessEnv): Candidate {
  return {
    id,
    title,
    command: [process.execPath, main],
    environment: { ...SERVICE_SETTINGS, ...environment },
    counts: true,
  };
}

function buildGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch {
    console.warn('Go is not here: net/http with go-redis is left out');
    return false;
  }
  execFileSync('go', ['build', '-o', `../../../${GO_BINARY}`, '.'], {
    cwd: 'bench/peers/go',
    stdio: 'inherit',
  });
  return true;
}
