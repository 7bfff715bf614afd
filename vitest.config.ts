import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'tests/integration/**/*.test.ts'],
    // These machines have two cores and are noisy; a slow run is not a failed one.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
