export { HttpMetrics } from './http-metrics.js';
export { LoggingModule } from './logging.module.js';
export { MetricsModule } from './metrics.module.js';
export { MetricsServer } from './metrics.server.js';
export { StoreUnavailableError } from './store-error.js';
export { StoreGuard, type StoreStatus } from './store-guard.js';
export { StoreLog } from './store-log.js';
export { StoreMetrics } from './store-metrics.js';
export { withDeadline } from './with-deadline.js';
