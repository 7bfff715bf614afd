import { defineConfig } from 'vitest/config'
import { findPostgresql } from './scripts/find-postgresql.mjs'

export default defineConfig({
  test: {
    // The tests of the storage start the server that is in this folder.
    env: { HALLEY_POSTGRESQL: findPostgresql() ?? '' },
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'tests/integration/**/*.test.ts'],
    // These machines have two cores and are noisy; a slow run is not a failed one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
