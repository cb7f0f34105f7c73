export { EventStream } from './http/event.stream.js';
export { type Answer, RawConnection } from './http/raw.connection.js';
export { request, visit } from './http/request.js';
export { LoadGenerator } from './load/load.generator.js';
export { Random, seed } from './load/random.js';
export { VisitLedger } from './load/visit.ledger.js';
export { freePort } from './network/free.port.js';
export { TcpProxy } from './network/tcp.proxy.js';
export { blocksRunBy, documents, shellBlocks } from './project/documents.js';
export { type Ended, Scratch } from './project/project.copy.js';
export { DockerServer } from './servers/docker.server.js';
export { OtlpReceiver, type ReceivedSpan } from './servers/otlp.receiver.js';
export {
  cli,
  cutOff,
  follows,
  startCluster,
  startReplicatedCluster,
  startSentinel,
  startSentinels,
} from './servers/redis.topologies.js';
export { scratchCounts, ScratchSchema } from './servers/scratch.stores.js';
export {
  ROOT_PASSWORD,
  startMemcached,
  startMySql,
  startNode,
  startRedis,
  storeImages,
} from './servers/store.servers.js';
export { SMALL_HEAP, usageOf } from './service/process.usage.js';
export { ServiceProcess } from './service/service.process.js';
export { temporaryFolder } from './temporary.folder.js';
export { until } from './until.js';
