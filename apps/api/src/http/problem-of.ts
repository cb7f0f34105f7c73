import { StoreUnavailableError } from '@app/observability';
import { HttpException, NotFoundException } from '@nestjs/common';
import { InvalidRequestError } from './invalid-request.error.js';
import { type Problem, problemTypeOf } from './problem.js';

/** Translates whatever was thrown into what the caller is told; nothing internal gets through. */
export function problemOf(error: unknown): Problem {
  if (error instanceof InvalidRequestError) {
    return { statusCode: 400, type: 'BAD_REQUEST', description: error.message };
  }
  if (error instanceof StoreUnavailableError) {
    return {
      statusCode: 503,
      type: 'SERVICE_UNAVAILABLE',
      description: 'A store that the answer needs is unavailable. Try again shortly.',
      headers: { 'Retry-After': String(error.retryAfterS) },
    };
  }
  // What Swagger UI's file server says of a path that leads out of its folder: there is nothing.
  if (error instanceof HttpException && error.getStatus() === 403) return problemOf(new NotFoundException());
  if (error instanceof HttpException && error.getStatus() < 500) {
    const statusCode = error.getStatus();
    return { statusCode, type: problemTypeOf(statusCode), description: error.message };
  }
  return {
    statusCode: 500,
    type: 'SERVER_ERROR',
    description: 'Something unforeseen happened. The log tells more under this request id.',
  };
}
