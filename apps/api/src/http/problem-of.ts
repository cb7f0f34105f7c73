import { StoreUnavailableError } from '@app/stores';
import { HttpException, Logger } from '@nestjs/common';
import { BusyError } from './busy.error.js';
import { InvalidRequestError } from './invalid-request.error.js';
import { type Problem, problemTypeOf } from './problem.js';

const logger = new Logger('http');

/** Translates whatever was thrown into what the caller is told; nothing internal gets through. */
function problemOf(error: unknown): Problem {
  if (error instanceof InvalidRequestError) {
    return { statusCode: 400, type: 'BAD_REQUEST', description: error.message };
  }
  if (error instanceof StoreUnavailableError) {
    const description = 'A store that the answer needs is unavailable. Try again shortly.';
    return unavailable(description, error.retryAfterS);
  }
  if (error instanceof BusyError) return unavailable(error.message, error.retryAfterS);
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

function unavailable(description: string, retryAfterS: number): Problem {
  const headers = { 'Retry-After': String(retryAfterS) };
  return { statusCode: 503, type: 'SERVICE_UNAVAILABLE', description, headers };
}

/** The same, and logs what the caller is not told. */
export function loggedProblemOf(error: unknown, requestId: string): Problem {
  const problem = problemOf(error);
  if (problem.statusCode === 500) logger.error({ requestId, err: error }, 'request failed');
  return problem;
}
