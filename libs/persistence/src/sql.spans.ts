import { endSpan, startStoreSpan, type StoreCall } from '@app/observability';
import type { Span } from '@opentelemetry/api';
import {
  type AfterQueryEvent,
  type BeforeQueryEvent,
  type DataSource,
  type EntitySubscriberInterface,
  EventSubscriber,
  type QueryRunner,
} from 'typeorm';

/**
 * A span for each statement of a recorded request. TypeORM passes statements with their placeholders; the MySQL driver's
 * own diagnostics channel would publish them with the values filled in.
 */
@EventSubscriber()
export class SqlSpans implements EntitySubscriberInterface {
  /** A runner makes one query at a time. */
  private readonly open = new WeakMap<QueryRunner, Span>();

  beforeQuery({ query, queryRunner, dataSource }: BeforeQueryEvent): void {
    const span = startStoreSpan({ ...serverOf(dataSource), ...summaryOf(query), query });
    if (span) this.open.set(queryRunner, span);
  }

  afterQuery({ queryRunner, error }: AfterQueryEvent): void {
    const span = this.open.get(queryRunner);
    if (span) endSpan(span, error);
    this.open.delete(queryRunner);
  }
}

function serverOf({ options }: DataSource): Pick<StoreCall, 'system' | 'namespace' | 'host' | 'port'> {
  if (options.type !== 'mysql') return { system: 'sqlite' };
  return { system: 'mysql', namespace: options.database, host: options.host, port: options.port };
}

function summaryOf(query: string): Pick<StoreCall, 'operation' | 'collection'> {
  const [operation = 'QUERY'] = /\w+/.exec(query) ?? [];
  const [, collection] = /\b(?:FROM|INTO|UPDATE)\s+[`"]?(\w+)/i.exec(query) ?? [];
  return { operation: operation.toUpperCase(), collection };
}
