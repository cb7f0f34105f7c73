import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Stores } from './stores.js';

/** Something that answers `GET /charmander` on the port that `PORT` names. */
export interface Candidate {
  id: CandidateId;
  title: string;
  command: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** Whether each answer carries a count. */
  counts: boolean;
}

export type CandidateId = 'ours' | 'traced' | 'fastify' | 'nest-express' | 'go' | 'constant' | 'unbundled';

const GO_BINARY = 'dist/bench/go-peer';
/** What the image runs. */
const BUNDLED = 'dist/bundle/main/main.cjs';
/** The compiled service, file by file, of which only the start is measured. */
const UNBUNDLED = 'dist/apps/api/apps/api/src/main.js';

/** One visit in a hundred is traced. */
const TRACED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };

/** The service as the image runs it. Builds what needs building. */
export function prepareService({ serviceEnvironment }: Stores): Candidate {
  return service('ours', 'minipokedex', BUNDLED, { ...serviceEnvironment, ...prepareAsInImage() });
}

/**
 * What the loads visit, our service first. Builds what needs building.
 *
 * @param collector URL that a traced service sends its spans to
 */
export function prepareCandidates(stores: Stores, collector: string): Candidate[] {
  const node = process.execPath;
  const environment = { NODE_ENV: 'production', ...stores.peerEnvironment };
  const peer = (id: CandidateId, title: string, ...command: string[]) => ({
    id,
    title,
    command,
    environment,
    counts: id !== 'constant',
  });
  const ours = prepareService(stores);
  const traced = { ...ours.environment, ...TRACED, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  return [
    ours,
    { ...ours, id: 'traced', title: 'minipokedex, traced', environment: traced },
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

/** The candidates whose start alone is timed. */
export function prepareStartOnly({ serviceEnvironment }: Stores): Candidate[] {
  return [service('unbundled', 'minipokedex, unbundled', UNBUNDLED, serviceEnvironment)];
}

function service(id: CandidateId, title: string, main: string, environment: NodeJS.ProcessEnv): Candidate {
  return {
    id,
    title,
    command: [process.execPath, main],
    environment: { NODE_ENV: 'production', REQUIRE_STORES: 'true', ...environment },
    counts: true,
  };
}

/** Fills a compile cache as the image's build does, and returns the variables that the image sets for Node.js. */
function prepareAsInImage(): NodeJS.ProcessEnv {
  const options = /NODE_OPTIONS="([^"]*)"/.exec(readFileSync('Dockerfile', 'utf8'));
  const node = { NODE_OPTIONS: options![1], NODE_COMPILE_CACHE: 'dist/bench/compile-cache' };
  execFileSync(process.execPath, ['scripts/fill-compile-cache.ts', BUNDLED], {
    env: { ...process.env, ...node },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return node;
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
