import { StoreUnavailableError } from '@app/stores';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Answer, sendAnswer } from './answer.js';

const logger = new Logger('http');

/** Seconds after which a client that was turned away for want of room may try again. */
const RETRY_AFTER_S = 5;

const ErrorType = z.enum([
  'BAD_REQUEST',
  'RESOURCE_NOT_FOUND',
  'NOT_ALLOWED',
  'SERVICE_UNAVAILABLE',
  'SERVER_ERROR',
]);
type ErrorType = z.output<typeof ErrorType>;

/** The body of every error answer. */
export const ErrorEnvelope = z
  .object({
    statusCode: z.int(),
    error: z.object({ type: ErrorType, description: z.string() }),
  })
  .meta({ id: 'ErrorEnvelope' });

/** The answer to a request that was not served. */
export function errorAnswer(
  statusCode: number,
  description: string,
  headers?: Readonly<Record<string, string>>,
): Answer {
  const body: z.output<typeof ErrorEnvelope> = {
    statusCode,
    error: { type: typeOf(statusCode), description },
  };
  return { statusCode, headers, body };
}

/** Translates whatever was thrown; what is internal is logged under the request's id instead of returned. */
export function answerOf(thrown: unknown, requestId: string): Answer {
  if (thrown instanceof StoreUnavailableError) {
    return unavailable(
      'A store that the answer needs is unavailable. Try again shortly.',
      thrown.retryAfterS,
    );
  }
  if (thrown instanceof HttpException) {
    const statusCode = thrown.getStatus();
    if (statusCode === 503) return unavailable(thrown.message, RETRY_AFTER_S);
    if (statusCode < 500) return errorAnswer(statusCode, thrown.message);
  }
  logger.error({ requestId, err: thrown }, 'request failed');
  return errorAnswer(500, 'Something unforeseen happened. The log tells more under this request id.');
}

/** Turns everything that is thrown on the way to an answer into the error envelope. */
@Catch()
export class ErrorEnvelopeFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendAnswer(request, http.getResponse<FastifyReply>(), answerOf(thrown, request.id));
  }
}

function unavailable(description: string, retryAfterS: number): Answer {
  return errorAnswer(503, description, { 'retry-after': String(retryAfterS) });
}

function typeOf(statusCode: number): ErrorType {
  if (statusCode === 404) return 'RESOURCE_NOT_FOUND';
  if (statusCode === 405) return 'NOT_ALLOWED';
  if (statusCode === 503) return 'SERVICE_UNAVAILABLE';
  return statusCode < 500 ? 'BAD_REQUEST' : 'SERVER_ERROR';
}
