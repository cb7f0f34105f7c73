import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const BUNDLE = 'libs/testing/src/service/bundle.global.ts';
const STORES = 'libs/testing/src/servers/stores.global.ts';

const seconds = (test: number, hook = test) => ({ testTimeout: test * 1000, hookTimeout: hook * 1000 });

function project(
  name: string,
  include: string[],
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include, ...test } };
}

/** One project for each kind of machine, and for each set of servers that specs share. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
    projects: [
      // Node.js alone. What starts processes is apart, since it waits for the build.
      project(
        'unit',
        [
          '{apps,bench,libs,migrations,schematics}/**/*.spec.ts',
          'test/{contract,documents,observability,simulation}/**/*.spec.ts',
        ],
        { exclude: ['**/*.{stores,prometheus}.spec.ts'] },
      ),
      project('process', ['test/process/**/*.spec.ts'], { globalSetup: BUNDLE, ...seconds(60) }),

      // Docker.
      project('stores', ['**/*.stores.spec.ts', 'test/{contract,image,stores}/**/*.spec.ts'], {
        globalSetup: STORES,
        ...seconds(60, 180),
      }),
      project('migrations', ['test/migrations/**/*.spec.ts'], {
        // After the others, which a million rows would disturb.
        sequence: { groupOrder: 1 },
        ...seconds(300),
      }),
      project('faults', ['test/faults/**/*.spec.ts'], {
        globalSetup: [BUNDLE, STORES, 'test/faults/harness/table.global.ts'],
        fileParallelism: false,
        ...seconds(120, 180),
      }),

      // Docker, and Chromium or Prometheus.
      project('page', ['test/page/**/*.spec.ts'], {
        globalSetup: BUNDLE,
        fileParallelism: false,
        ...seconds(60),
      }),
      project('observability', ['test/observability/**/*.prometheus.spec.ts'], seconds(120, 180)),

      // Schemathesis.
      project('openapi', ['test/openapi/**/*.spec.ts'], {
        globalSetup: BUNDLE,
        ...seconds(600, 60),
      }),

      // A cluster, with staging in it or production.
      project('cluster', ['test/cluster/*.spec.ts'], {
        globalSetup: 'test/cluster/cluster.global.ts',
        fileParallelism: false,
        ...seconds(300),
      }),
      project('production', ['test/cluster/production/*.spec.ts'], {
        globalSetup: 'test/cluster/production/production.global.ts',
        fileParallelism: false,
        ...seconds(300),
      }),

      project('to-zero', ['test/cluster/to-zero/*.spec.ts'], {
        globalSetup: 'test/cluster/to-zero/to-zero.global.ts',
        ...seconds(600),
      }),

      // The tools that deliver.
      project('delivery', ['test/delivery/**/*.spec.ts'], seconds(900, 300)),
    ],
  },
});
