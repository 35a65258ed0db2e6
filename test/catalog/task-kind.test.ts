import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { shareOf } from '../../src/catalog/task-kind.js';

it('splits a total into shares that sum up to it and differ by one at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), fc.integer({ min: 1, max: 64 }), (total, workers) => {
      const shares = Array.from({ length: workers }, (_, worker) => shareOf(total, worker, workers));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      expect(shares.every((share) => Number.isSafeInteger(share) && share >= 0)).toBe(true);
    }),
    { seed: 11, numRuns: 500 },
  );
});
