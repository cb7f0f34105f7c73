import { defineConfig } from 'vitest/config';

/**
 * The specs that are to notice a mutant. Real stores are left out, since each mutant that hangs would cost new ones, and
 * leave the old ones behind; so is the simulation, which takes longer than all others.
 */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    testTimeout: 6000,
    expect: { poll: { timeout: 4000 } },
    include: ['libs/{cache,counter,stores}/**/*.spec.ts'],
    exclude: ['**/*.stores.spec.ts'],
  },
});
