import type { RequestListener, Server } from 'node:http';
import { DrainingServer } from './draining.server.js';
import { refuseExpectation } from './expectation.js';

/** Limits of what a client may send, times in milliseconds. */
const limits = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  /** Node looks for late senders only this often. */
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 72_000,
  /** Bytes of the request line and all headers. */
  maxHeaderSize: 16 * 1024,
  /** Answered in the envelope by a hook instead. */
  requireHostHeader: false,
};

/** The HTTP server under Fastify. */
export function createHttpServer(listener: RequestListener): Server {
  const server = new DrainingServer(limits, listener);
  server.on('checkExpectation', refuseExpectation);
  return server;
}
