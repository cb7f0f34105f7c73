export { collectCounter, collectGauge } from './collected.metrics.js';
export { LoggingModule } from './logging.module.js';
export { MetricsModule, MetricsServer } from './metrics.module.js';
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
