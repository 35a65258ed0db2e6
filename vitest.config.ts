import { defineConfig } from 'vitest/config';

const filesOf = (...places: readonly string[]): string[] =>
  places.map((place) => (place.endsWith('.ts') ? `test/${place}` : `test/${place}/**/*.test.{ts,tsx}`));

/** Rooms whose tests start no server and no worker. */
const CALM = filesOf('classroom', 'domain', 'events', 'report', 'scheduler', 'stats', 'trace');

/** Tests that start servers and processes, and wait more than they compute: what a run measures is no matter there. */
const PATIENT = filesOf(
  'cli',
  'client',
  'graphql',
  'http',
  'runtimes',
  'scripts',
  'store',
  'web',
  'e2e/access.test.ts',
  'e2e/bad-input.test.ts',
  'e2e/export.test.ts',
  'e2e/keys.test.ts',
  'e2e/seats.test.ts',
  'e2e/windows.test.ts',
);

export default defineConfig({
  test: {
    // For hosts that are slower than any seen so far: it ends what hangs, and judges nothing.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default'],
    projects: [
      { extends: true, test: { name: 'calm', include: CALM, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'patient', include: PATIENT, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'busy',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...CALM, ...PATIENT],
          // Tests of busy workers: side by side they would only measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
  resolve: {
    // One copy: the package's two module formats would else be loaded side by side, and `instanceof` fail.
    alias: { graphql: 'graphql/index.js' },
  },
});
