export { Counter } from './counter.js';
export { CounterModule } from './counter.module.js';
export { redisSpans } from './redis/redis.spans.js';
