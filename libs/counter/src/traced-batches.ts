import type { Tracer } from '@app/observability';
import type { Span } from '@opentelemetry/api';
import { VisitBatch, type Waiter } from './visit-batch.js';
import type { VisitBatcherOptions } from './visit-batcher.js';

/** Visits that a batch is linked with at most: as many links as OpenTelemetry gives a span by default. */
const MAX_LINKS = 128;

/** A batch that knows the spans of its visits: as many as it will be linked with. */
class TracedBatch extends VisitBatch {
  readonly visitSpans: Span[] = [];

  constructor(private readonly tracer: Tracer) {
    super();
  }

  override add(name: string, waiter?: Waiter): void {
    super.add(name, waiter);
    const span = this.tracer.active;
    if (span && this.visitSpans.length < MAX_LINKS) this.visitSpans.push(span);
  }
}

/**
 * Batches whose delivery has a span. It belongs to the trace of the first visit that is recorded, so that it is recorded
 * when that is, and has links to the others, as each has one to it. Without such a visit there is none.
 */
export function tracedBatches(
  tracer: Tracer,
  deliver: VisitBatcherOptions['deliver'],
): Pick<VisitBatcherOptions, 'createBatch' | 'deliver'> {
  return {
    createBatch: () => new TracedBatch(tracer),
    deliver: (batch, lane) => {
      const { visitSpans } = batch as TracedBatch;
      const [parent, ...causes] = visitSpans;
      // A batch is sent from within whatever made a lane free.
      if (!parent) return tracer.within(undefined, () => deliver(batch, lane));
      const span = tracer.start('count batch', { parent, causes, attributes: sizeOf(batch) });
      for (const visit of visitSpans) link(visit, span);
      return tracer.trace(span, () => deliver(batch, lane));
    },
  };
}

function sizeOf(batch: VisitBatch) {
  const visits = batch.visitsByName();
  return {
    'minipokedex.batch.names': visits.length,
    'minipokedex.batch.visits': visits.reduce((sum, count) => sum + count, 0),
  };
}

/** Not from a visit that was answered without a number meanwhile: its span has ended. */
function link(visit: Span, batch: Span | undefined): void {
  if (batch && visit.isRecording()) visit.addLink({ context: batch.spanContext() });
}
