import { Gauge, type Registry } from 'prom-client';
import { name, version } from './package.js';

/** Exposes which build runs, as a metric that is always 1 (Prometheus' convention for such facts). */
export function registerBuildInfo(registry: Registry, revision: string): void {
  new Gauge({
    // A metric's name takes no hyphen.
    name: `${name.replaceAll('-', '_')}_build_info`,
    help: 'The build that runs; always 1.',
    labelNames: ['version', 'revision', 'node'],
    registers: [registry],
  }).set({ version, revision, node: process.version }, 1);
}
