import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Stores } from './stores.js';

/** Something that answers `GET /charmander` on the port that `PORT` names. */
export interface Candidate {
  title: string;
  command: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** Whether each answer carries a count. */
  counts: boolean;
}

export const OURS = 'minipokedex';
export const FASTIFY = 'Fastify, INCR';
export const NEST = 'NestJS, Express, Memcached, INCR';
export const GO = 'Go net/http, INCR';
export const CONSTANT = 'Fastify, a constant';

const GO_BINARY = 'dist/bench/go-peer';
/** One visit in a hundred is traced. */
const TRACED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };

/**
 * The service as the image runs it.
 *
 * @param main the bundle
 */
export function service(
  { serviceEnvironment }: Stores,
  title = OURS,
  main = 'dist/bundle/start/start.cjs',
): Candidate {
  const [, options] = /NODE_OPTIONS="([^"]*)"/.exec(readFileSync('Dockerfile', 'utf8'))!;
  const node = {
    NODE_ENV: 'production',
    NODE_OPTIONS: options,
    NODE_COMPILE_CACHE: 'dist/bench/compile-cache',
  };
  return {
    title,
    command: [process.execPath, main],
    environment: { ...node, REQUIRE_STORES: 'true', ...serviceEnvironment },
    counts: true,
  };
}

/**
 * The service and what it is measured against.
 *
 * @param collector URL that a traced service sends its spans to
 */
export function serviceAndPeers(stores: Stores, collector: string): Candidate[] {
  const peer = (title: string, ...command: string[]): Candidate => ({
    title,
    command,
    environment: { NODE_ENV: 'production', ...stores.peerEnvironment },
    counts: title !== CONSTANT,
  });
  const nodePeer = (title: string, folder: string) =>
    peer(title, process.execPath, `dist/bench/bench/peers/${folder}/main.js`);
  execFileSync('go', ['build', '-o', `../../../${GO_BINARY}`, '.'], {
    cwd: 'bench/peers/go',
    stdio: 'inherit',
  });
  const ours = service(stores);
  const tracing = { ...TRACED, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  return [
    ours,
    { ...ours, title: 'minipokedex, traced', environment: { ...ours.environment, ...tracing } },
    nodePeer(FASTIFY, 'fastify-incr'),
    nodePeer(NEST, 'nest-express'),
    peer(GO, GO_BINARY),
    nodePeer(CONSTANT, 'fastify-constant'),
  ];
}
