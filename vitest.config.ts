import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'var/**'],
    globalSetup: ['tools/vitest-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Two cores: one file at a time per core; suites that need PostgreSQL share one private cluster (tools/test-cluster.ts).
    maxWorkers: 2,
  },
});
