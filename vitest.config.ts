import { defineConfig } from 'vitest/config';

const sources = '{apps,libs,migrations,scripts}';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${sources}/**/*.spec.ts`, 'test/contract/**/*.spec.ts'],
          exclude: ['**/*.stores.spec.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'stores',
          include: [`${sources}/**/*.stores.spec.ts`, 'test/{contract,stores}/**/*.spec.ts'],
          globalSetup: 'test/support/stores.global.ts',
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
