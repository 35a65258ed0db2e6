import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FEWEST_DIFFERENCES,
  hodgesLehmann,
  signedRankInterval,
  signedRankLimit,
  signedRankProbabilities,
} from '../../src/stats/signed-rank.js';
import { median } from '../../src/stats/quantile.js';

/** Depression scores before and after (Hollander and Wolfe 1973, table 3.1; the example of R's `wilcox.test`). */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const DIFFERENCES = BEFORE.map((value, index) => value - (AFTER[index] as number));

const differences = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('the distribution of the signed-rank statistic', () => {
  // scipy.stats.wilcoxon(signs * ranks, alternative='less', method='exact').pvalue, SciPy 1.17.1.
  it.each([
    [6, 3, 0.078_125],
    [6, 5, 0.156_25],
    [10, 5, 0.009_765_625],
    [10, 13, 0.080_078_125],
    [25, 12, 2.086_162_567_138_672e-6],
    [25, 81, 0.013_739_705_085_754_395],
  ])('of %d differences is what SciPy says, up to %d', (n, statistic, expected) => {
    const below = signedRankProbabilities(n).slice(0, statistic + 1);
    expect(below.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(expected, 12);
  });

  // Hollander, Wolfe and Chicken, table A.4; R's qsignrank(0.025, n).
  it.each([
    [5, 0],
    [6, 1],
    [9, 6],
    [10, 9],
    [15, 26],
    [30, 138],
  ])('has its limit of 95 %% for %d differences at %d', (n, limit) => {
    expect(signedRankLimit(n)).toBe(limit);
  });

  it('is close to its normal approximation where that takes over', () => {
    const exact = signedRankLimit(100);
    const step = signedRankLimit(101) - exact;
    const before = exact - signedRankLimit(99);
    expect(Math.abs(step - before)).toBeLessThanOrEqual(2);
  });
});

describe('the centre of differences', () => {
  it('and its interval are what R and SciPy say of the depression scores', () => {
    const interval = signedRankInterval(DIFFERENCES);
    // numpy.median of the Walsh averages; R: wilcox.test(x, y, paired = TRUE, conf.int = TRUE), 0.46 in 0.010 to 0.786.
    expect(interval?.centre).toBeCloseTo(0.46, 12);
    expect(interval?.low).toBeCloseTo(0.01, 12);
    expect(interval?.high).toBeCloseTo(0.786, 12);
  });

  it('needs six differences for an interval, and one for itself', () => {
    expect(signedRankInterval([1, 2, 3, 4, 5])).toBeNull();
    expect(signedRankInterval([1, 2, 3, 4, 5, 6])).toEqual({ centre: 3.5, low: 1, high: 6 });
    expect(hodgesLehmann([3])).toBe(3);
    expect(() => hodgesLehmann([])).toThrow(RangeError);
    expect(() => signedRankInterval([])).toThrow(RangeError);
  });

  it('is the median of all pairs’ averages, to the last bit', () => {
    fc.assert(
      fc.property(differences, (given) => {
        const averages = given.flatMap((one, i) => given.slice(i).map((other) => (one + other) / 2));
        expect(hodgesLehmann(given)).toBeCloseTo(median(averages), 12);
      }),
      { seed: 1_963 },
    );
  });

  it('has an interval around it, between the extremes, that turns with the sign', () => {
    fc.assert(
      fc.property(differences, (given) => {
        fc.pre(given.length >= FEWEST_DIFFERENCES);
        const interval = signedRankInterval(given);
        const turned = signedRankInterval(given.map((value) => -value));
        if (!interval || !turned) throw new Error('There are enough differences.');
        expect(interval.low).toBeLessThanOrEqual(interval.centre);
        expect(interval.high).toBeGreaterThanOrEqual(interval.centre);
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...given));
        expect(interval.high).toBeLessThanOrEqual(Math.max(...given));
        expect(-turned.high).toBeCloseTo(interval.low, 12);
        expect(-turned.low).toBeCloseTo(interval.high, 12);
      }),
      { seed: 1_945 },
    );
  });

  it('takes ten thousand differences, and values that are all the same', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const interval = signedRankInterval(many);
    expect(interval?.centre).toBe(4_999.5);
    expect(interval?.low).toBeGreaterThan(4_900);
    expect(interval?.high).toBeLessThan(5_100);
    expect(signedRankInterval(Array.from({ length: 12 }, () => 0))).toEqual({ centre: 0, low: 0, high: 0 });
  });
});
