export { EventStream } from './http/event.stream.js';
export { type Answer, RawConnection } from './http/raw.connection.js';
export { request, visit } from './http/request.js';
export { Load } from './load/load.generator.js';
export { Random, seed } from './load/random.js';
export { VisitLedger } from './load/visit.ledger.js';
export { freePort } from './network/free.port.js';
export { TcpProxy } from './network/tcp.proxy.js';
export { blocksRunBy, documents, shellBlocks } from './project/documents.js';
export { type Ended, Scratch } from './project/project.copy.js';
export {
  fill,
  type Panel,
  readCanaryQueries,
  readDashboard,
  readRules,
  type Rules,
} from './prometheus/chart.files.js';
export { readExposition, type Series } from './prometheus/exposition.js';
export { Prometheus } from './prometheus/prometheus.server.js';
export { matches, parseQuery, type Selector } from './prometheus/promql.js';
export { DockerServer } from './servers/docker.server.js';
export { OtlpReceiver, type ReceivedSpan } from './servers/otlp.receiver.js';
export { cutOff, follows, startCluster, startNode, startSentinels } from './servers/redis.topologies.js';
export { scratchCounts } from './servers/scratch.counts.js';
export { ScratchSchema } from './servers/scratch.schema.js';
export { storeImages } from './servers/store.images.js';
export { ROOT_PASSWORD, startMemcached, startMySql, startRedis } from './servers/store.servers.js';
export { SMALL_HEAP, usageOf } from './service/process.usage.js';
export { ServiceProcess } from './service/service.process.js';
export { until } from './until.js';
