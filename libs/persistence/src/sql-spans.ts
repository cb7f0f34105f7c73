import type { StoreCall, Tracer } from '@app/observability';
import type { Span } from '@opentelemetry/api';
import type { AfterQueryEvent, BeforeQueryEvent, EntitySubscriberInterface, QueryRunner } from 'typeorm';

/** What all spans say of the database. */
export type DatabaseServer = Pick<StoreCall, 'system' | 'namespace' | 'host' | 'port'>;

/**
 * A span for each statement. TypeORM tells it with its placeholders; the MySQL driver's own diagnostics channel would
 * tell it with the values filled in.
 */
export class SqlSpans implements EntitySubscriberInterface {
  /** A runner makes one query at a time. */
  private readonly open = new WeakMap<QueryRunner, Span>();

  constructor(
    private readonly tracer: Tracer,
    private readonly server: DatabaseServer,
  ) {}

  beforeQuery({ query, queryRunner }: BeforeQueryEvent): void {
    const span = this.tracer.startCall({ ...this.server, ...summaryOf(query), query });
    if (span) this.open.set(queryRunner, span);
  }

  afterQuery({ queryRunner, success, error }: AfterQueryEvent): void {
    const span = this.open.get(queryRunner);
    this.open.delete(queryRunner);
    if (!span) return;
    if (success) span.end();
    else this.tracer.fail(span, error);
  }
}

function summaryOf(query: string): Pick<StoreCall, 'operation' | 'collection'> {
  const [operation = 'QUERY'] = /\w+/.exec(query) ?? [];
  const [, collection] = /\b(?:FROM|INTO|UPDATE)\s+[`"]?(\w+)/i.exec(query) ?? [];
  return { operation: operation.toUpperCase(), collection };
}
