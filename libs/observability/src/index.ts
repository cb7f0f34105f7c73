export { HttpMetrics } from './http-metrics.js';
export { LoggingModule } from './logging.module.js';
export { MetricsModule } from './metrics.module.js';
export { MetricsServer } from './metrics.server.js';
export { StoreUnavailableError } from './store-error.js';
export { StoreGuard, type StoreStatus } from './store-guard.js';
export { StoreLog } from './store-log.js';
export { StoreMetrics } from './store-metrics.js';
export { UnreadableFileError } from './unreadable-file.error.js';
export { withDeadline } from './with-deadline.js';
export {
  endSpan,
  inSpan,
  inStoreSpan,
  recordedSpan,
  startStoreSpan,
  type StoreCall,
  tracer,
} from './tracing/spans.js';
export { type Instrumentation, TracingModule } from './tracing/tracing.module.js';
