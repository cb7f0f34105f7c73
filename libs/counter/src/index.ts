export { Counter } from './counter.js';
export { CounterModule } from './counter.module.js';
