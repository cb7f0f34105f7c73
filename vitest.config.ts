import { defineConfig } from 'vitest/config';

const sources = '{apps,bench,libs,migrations}';
/** What the image runs. */
const bundledMain = 'dist/bundle/main/main.cjs';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${sources}/**/*.spec.ts`, 'test/{contract,observability}/**/*.spec.ts'],
          exclude: ['**/*.{stores,prometheus}.spec.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: ['test/process/**/*.spec.ts'],
          globalSetup: 'libs/testing/src/service/bundle.global.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'documents', include: ['test/documents/**/*.spec.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'stores',
          include: ['**/*.stores.spec.ts', 'test/{contract,stores}/**/*.spec.ts'],
          globalSetup: 'libs/testing/src/servers/stores.global.ts',
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.spec.ts'],
          globalSetup: [
            'libs/testing/src/service/bundle.global.ts',
            'libs/testing/src/servers/stores.global.ts',
          ],
          env: { SERVICE_MAIN: bundledMain },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/page/**/*.spec.ts'],
          globalSetup: 'libs/testing/src/service/bundle.global.ts',
          env: { SERVICE_MAIN: bundledMain },
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'observability',
          include: ['test/observability/**/*.prometheus.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'image',
          include: ['test/image/**/*.spec.ts'],
          globalSetup: 'libs/testing/src/servers/stores.global.ts',
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.spec.ts'],
          globalSetup: 'test/cluster/cluster.global.ts',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'production',
          include: ['test/production/**/*.spec.ts'],
          globalSetup: 'test/production/production.global.ts',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'delivery',
          include: ['test/delivery/**/*.spec.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
