import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Marks a body with its hash, and answers 304 to those who have it already (RFC 9110, section 13.1.2). */
@Injectable()
export class EntityTag implements NestInterceptor<string | Buffer> {
  intercept(context: ExecutionContext, next: CallHandler<string | Buffer>): Observable<string | Buffer> {
    const http = context.switchToHttp();
    const given = http.getRequest<FastifyRequest>().headers['if-none-match'] ?? '';
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body) => {
        const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
        reply.header('etag', tag);
        if (given !== '*' && !given.includes(tag)) return body;
        reply.code(304).removeHeader('content-type');
        return '';
      }),
    );
  }
}
