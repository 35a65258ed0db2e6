import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start servers and busy workers: side by side they would only measure each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
  resolve: {
    // One copy: the package's two module formats would else be loaded side by side, and `instanceof` fail.
    alias: { graphql: 'graphql/index.js' },
  },
});
