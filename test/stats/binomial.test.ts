import { describe, expect, it } from 'vitest';
import { binomialAtLeast, binomialAtMost } from '../../src/stats/binomial.js';

describe('the tails of the binomial distribution', () => {
  it('are those of exact arithmetic', () => {
    // Sums of whole numbers: (C(10, 8) + C(10, 9) + C(10, 10)) / 2¹⁰, and 1 − 0.95²⁰.
    expect(binomialAtLeast(8, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialAtLeast(1, 20, 0.05)).toBeCloseTo(1 - 0.95 ** 20, 12);
    expect(binomialAtMost(2, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialAtMost(0, 30, 0.9)).toBeCloseTo(0.1 ** 30, 40);
  });

  it('are the whole together, whatever the count', () => {
    for (const count of [1, 10, 100, 200]) {
      expect(binomialAtLeast(count, 200, 0.05) + binomialAtMost(count - 1, 200, 0.05)).toBeCloseTo(1, 9);
    }
    expect(binomialAtLeast(0, 200, 0.05)).toBeCloseTo(1, 9);
  });
});
