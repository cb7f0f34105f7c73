import type { RowCache } from '@app/cache';
import type { Counter } from '@app/counter';
import type { Tracer } from '@app/observability';

/** The look-up of rows with a span for each, below which are the calls to the stores behind. */
export function tracedRows(cache: Pick<RowCache, 'find'>, tracer: Tracer): Pick<RowCache, 'find'> {
  return {
    find: (name, load) => {
      const span = tracer.start('find row');
      return tracer.trace(span, () => {
        const row = cache.find(name, load);
        const result = row instanceof Promise ? 'miss' : row ? 'hit' : 'unknown';
        span?.setAttribute('minipokedex.cache.result', result);
        return row;
      });
    },
  };
}

/** Counting with a span for each visit, which has a link to the batch that it went with. */
export function tracedCounts(
  counter: Pick<Counter, 'visit' | 'counts'>,
  tracer: Tracer,
): Pick<Counter, 'visit' | 'counts'> {
  return {
    visit: (name) => {
      const span = tracer.start('count visit');
      return tracer.trace(span, async () => {
        const number = await counter.visit(name);
        span?.setAttribute('minipokedex.count.degraded', number === null);
        return number;
      });
    },
    counts: () => tracer.trace(tracer.start('read counts'), () => counter.counts()),
  };
}
