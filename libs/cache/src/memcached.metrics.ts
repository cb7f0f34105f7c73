import type { ServerMetric } from '@app/stores';

/** What Memcached says of itself (memcached, doc/protocol.txt, "General-purpose statistics"). */
export type MemcachedStats = Record<string, string>;

/** How near Memcached is to being of no use. That its memory is full is no fault: it evicts what was not used for longest. */
export const MEMCACHED_METRICS: readonly ServerMetric<MemcachedStats>[] = [
  {
    name: 'cache_memcached_connections_ratio',
    help: 'Share of the connection limit that is in use, by whomever.',
    of: (stats) => Number(stats['curr_connections']) / Number(stats['max_connections']),
  },
  {
    name: 'cache_memcached_refused_connections_total',
    help: 'Connections that Memcached refused at its limit, some of which it keeps for itself.',
    of: (stats) => Number(stats['rejected_connections']),
  },
  {
    name: 'cache_memcached_evicted_unread_total',
    help: 'Values that made way for others before anybody read them.',
    of: (stats) => Number(stats['evicted_unfetched']),
  },
];
