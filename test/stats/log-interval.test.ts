import { array, assert, double, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineEstimates, overlaps, ratioOf } from '../../src/stats/log-interval.js';

const interval = tuple(double({ min: 0.01, max: 1e6, noNaN: true }), double({ min: 1.001, max: 2, noNaN: true })).map(
  ([median, width]) => ({ median, low: median / width, high: median * width }),
);

const width = ({ low, high }: { low: number; high: number }): number => high / low;
const at = (low: number, high: number) => ({ median: (low + high) / 2, low, high });

describe('several estimates of one figure', () => {
  it('give one between them', () => {
    assert(
      property(array(interval, { minLength: 1, maxLength: 20 }), (estimates) => {
        const { median, low, high } = combineEstimates(estimates);
        expect(low).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(high);
        expect(median).toBeGreaterThanOrEqual(Math.min(...estimates.map((one) => one.median)) * 0.999_999);
        expect(median).toBeLessThanOrEqual(Math.max(...estimates.map((one) => one.median)) * 1.000_001);
      }),
    );
  });

  it('that agree narrow the interval, and that disagree widen it', () => {
    const one = { median: 100, low: 90, high: 111 };
    expect(width(combineEstimates([one, one, one, one]))).toBeLessThan(width(one));
    expect(width(combineEstimates([one, { median: 200, low: 180, high: 222 }]))).toBeGreaterThan(width(one));
  });
});

describe('a ratio', () => {
  it('of a figure to itself is 1, and the other way round its inverse', () => {
    assert(
      property(interval, interval, (a, b) => {
        expect(ratioOf(a, a).median).toBeCloseTo(1, 9);
        const [there, back] = [ratioOf(a, b), ratioOf(b, a)];
        expect(there.median * back.median).toBeCloseTo(1, 6);
        expect(there.low * back.high).toBeCloseTo(1, 6);
      }),
    );
  });

  it('has a wider interval the more of them are looked at together', () => {
    const figure = { median: 100, low: 95, high: 105 };
    const highs = [1, 2, 10, 1000].map((comparisons) => ratioOf(figure, figure, comparisons).high);
    expect(highs).toEqual(highs.toSorted((a, b) => a - b));
    expect(new Set(highs).size).toBe(highs.length);
  });
});

describe('intervals', () => {
  it('overlap where they have a point in common', () => {
    expect(overlaps(at(1, 2), at(2, 3))).toBe(true);
    expect(overlaps(at(1, 2), at(2.1, 3))).toBe(false);
  });
});
