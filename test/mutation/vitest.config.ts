import { defineConfig } from 'vitest/config';

/**
 * The specs that are to notice a mutant, the fast ones first: those after the first that fails don't run. Real stores are
 * left out, since each mutant that hangs would cost new ones, and leave the old ones behind.
 */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    testTimeout: 6000,
    expect: { poll: { timeout: 4000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['libs/{cache,counter,stores}/**/*.spec.ts'],
          exclude: ['**/*.stores.spec.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['test/simulation/simulation.spec.ts'],
          env: { SEEDS: '24' },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
