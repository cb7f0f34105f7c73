import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem-of.js';
import { sendProblem } from './reply.js';

/** Turns everything thrown anywhere into the error envelope, and logs what a caller is not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(exception);
    if (problem.statusCode === 500)
      this.logger.error({ requestId: request.id, err: exception }, 'request failed');
    sendProblem(request, http.getResponse<FastifyReply>(), problem);
  }
}
