import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jainFairness } from '../../src/stats/fairness.js';

describe('Jain’s fairness index', () => {
  it('is what NumPy says', () => {
    // x = [3, 5, 2, 8, 1]; numpy.sum(x)**2 / (5 * numpy.sum(numpy.square(x)))
    expect(jainFairness([3, 5, 2, 8, 1])).toBeCloseTo(0.700_970_873_786_407_8, 12);
  });

  it('is k/n when k of n share everything alike (Jain, Chiu and Hawe 1984)', () => {
    expect(jainFairness([4, 4, 4])).toBe(1);
    expect(jainFairness([7, 0, 0, 0])).toBe(0.25);
    expect(jainFairness([2, 2, 2, 0, 0])).toBeCloseTo(0.6, 12);
  });

  it('is nothing where there is nothing to share, or nobody', () => {
    expect(jainFairness([0, 0])).toBeNull();
    expect(jainFairness([])).toBeNull();
  });

  it('of a share below zero, or of none that is a number, is an error', () => {
    for (const share of [-1, Number.NaN, Infinity]) expect(() => jainFairness([1, share])).toThrow(RangeError);
  });

  it('lies between 1/n and 1, whatever the unit and the order', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1e200, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(shares, (given) => {
        const fairness = jainFairness(given);
        if (fairness === null) return;
        expect(fairness).toBeGreaterThanOrEqual(1 / given.length - 1e-12);
        expect(fairness).toBeLessThanOrEqual(1 + 1e-12);
        expect(jainFairness(given.toReversed())).toBeCloseTo(fairness, 9);
        expect(jainFairness(given.map((share) => share / 8))).toBeCloseTo(fairness, 9);
      }),
      { seed: 1_984 },
    );
  });
});
