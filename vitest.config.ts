import { defineConfig } from 'vitest/config';

/** Rooms whose tests start no server and no worker. */
const CALM = ['classroom', 'domain', 'events', 'report', 'scheduler', 'stats', 'trace'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
    projects: [
      { extends: true, test: { name: 'calm', include: CALM, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: 'busy',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: CALM,
          // Tests that start servers and busy workers: side by side they would only measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
  resolve: {
    // One copy: the package's two module formats would else be loaded side by side, and `instanceof` fail.
    alias: { graphql: 'graphql/index.js' },
  },
});
