import type { FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE, toJson } from './json.js';
import { ALLOWED_METHODS } from './methods.js';
import { type Problem, problemBody } from './problem.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { dataHeaders } from './security-headers.js';

/** Answers with the error envelope; to HEAD with the same headers alone. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.statusCode)
    // Some come from where no hook of ours has run: a target that is no path, or can't be decoded.
    .headers({
      ...dataHeaders,
      [REQUEST_ID_HEADER]: request.id,
      ...problem.headers,
      'Content-Type': JSON_TYPE,
    })
    .send(request.method === 'HEAD' ? undefined : toJson(problemBody(problem)));
}

/** Answers OPTIONS, on any path. */
export function sendAllowedMethods(reply: FastifyReply): void {
  void reply.code(204).header('Allow', ALLOWED_METHODS).send();
}
