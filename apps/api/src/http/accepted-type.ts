import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Of equal worth to the caller, the first is answered. */
const offered = ['application/json', 'text/html'];

/** Whether the caller would rather have HTML than JSON (RFC 9110, section 12.5.1), as browsers would. */
export function prefersHtml({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return new Negotiator({ headers }).mediaType(offered) === 'text/html';
}

/** Tells caches that the answer depends on `Accept`, beside what it depends on already. */
export function varyByAccept(reply: Pick<FastifyReply, 'getHeader' | 'header'>): void {
  const given = reply.getHeader('Vary');
  reply.header('Vary', given === undefined ? 'Accept' : `${String(given)}, Accept`);
}
