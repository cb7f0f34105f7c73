export { DataFile } from './data.file.js';
export { reportServers, type ServerMetric } from './server.metrics.js';
export { Store, type StoreStatus } from './store.js';
export { type StoreGuard } from './store.guard.js';
export { StoreUnavailableError } from './store-unavailable.error.js';
export { startDeadline, withDeadline } from './with-deadline.js';
