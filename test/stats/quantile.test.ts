import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile } from '../../src/stats/quantile.js';

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();

describe('a quantile', () => {
  // From numpy.quantile, whose default is the same definition 7.
  it.each([
    [0, 1],
    [0.025, 1],
    [0.1, 1],
    [0.25, 2.5],
    [0.33, 3],
    [0.47, 3.7],
    [0.5, 4],
    [0.75, 5],
    [0.9, 6],
    [0.95, 7.5],
    [0.975, 8.25],
    [1, 9],
  ])('is what NumPy says, at %d of eleven values', (p, expected) => {
    expect(quantile(ascending([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]), p)).toBeCloseTo(expected, 12);
  });

  // From R's quantile(c(0.1, 2.5, -3.75, 1e6, 7.125, 42), type = 7).
  it.each([
    [0.05, -2.7875],
    [0.25, 0.7],
    [0.5, 4.8125],
    [0.75, 33.28125],
    [0.95, 750_010.5],
  ])('is what R says, at %d of six values far apart', (p, expected) => {
    expect(quantile(ascending([0.1, 2.5, -3.75, 1e6, 7.125, 42]), p)).toBeCloseTo(expected, 9);
  });

  it('of a single value is that value', () => {
    for (const p of [0, 0.3, 1]) expect(quantile([7], p)).toBe(7);
  });

  it('of no values is an error', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
  });

  it('lies between the least and the greatest, and never falls as p rises', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (given, one, other) => {
        const sorted = ascending(given);
        const low = quantile(sorted, Math.min(one, other));
        const high = quantile(sorted, Math.max(one, other));
        // Interpolation rounds: what is equal in theory may differ in the last bits.
        const slack = 1e-6;
        expect(low).toBeGreaterThanOrEqual((sorted[0] as number) - slack);
        expect(high).toBeLessThanOrEqual((sorted.at(-1) as number) + slack);
        expect(low).toBeLessThanOrEqual(high + slack);
      }),
      { seed: 7 },
    );
  });
});

describe('a median', () => {
  it('needs no order, and leaves its values as they were', () => {
    const values = [5, 1, 4];
    expect(median(values)).toBe(4);
    expect(values).toEqual([5, 1, 4]);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('orders numbers as numbers', () => {
    expect(median([9, 10, 100])).toBe(10);
  });
});
