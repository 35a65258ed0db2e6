import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMedian } from '../../src/stats/bootstrap.js';
import { median } from '../../src/stats/quantile.js';
import { createNormal } from './noise.js';

describe('the interval of a median', () => {
  it('is the same for the same values, whatever was asked in between', () => {
    const values = [12.1, 11.9, 14, 12.4, 12, 13.3, 12.2];
    const first = bootstrapMedian(values);
    bootstrapMedian([1, 2, 3]);
    expect(bootstrapMedian(values)).toEqual(first);
    expect(first).toMatchObject({ median: 12.2 });
    expect(first.low).toBeLessThan(first.high);
  });

  it('lies around the median, and within the values', () => {
    const anyValues = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyValues, (values) => {
        const interval = bootstrapMedian(values);
        expect(interval.median).toBe(median(values));
        expect(interval.low).toBeLessThanOrEqual(interval.median);
        expect(interval.high).toBeGreaterThanOrEqual(interval.median);
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(interval.high).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 1_979, numRuns: 60 },
    );
  });

  it('of a single value is that point', () => {
    expect(bootstrapMedian([3.5])).toEqual({ median: 3.5, low: 3.5, high: 3.5 });
  });

  it('of values that are all the same is that point', () => {
    expect(bootstrapMedian(Array.from({ length: 30 }, () => 2))).toEqual({ median: 2, low: 2, high: 2 });
  });

  it('of two values reaches from the one to the other', () => {
    expect(bootstrapMedian([10, 20])).toEqual({ median: 15, low: 10, high: 20 });
  });

  it('of no values is an error', () => {
    expect(() => bootstrapMedian([])).toThrow(RangeError);
  });

  it('is not moved far by one value that is far out', () => {
    const values = [10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7, 10.8, 10.9, 11];
    expect(bootstrapMedian([...values.slice(0, -1), 1e9]).high).toBeLessThanOrEqual(11);
  });

  it('grows narrow as values grow many, and takes ten thousand of them', () => {
    const normal = createNormal(5);
    const values = Array.from({ length: 10_000 }, normal);
    const few = bootstrapMedian(values.slice(0, 25));
    const many = bootstrapMedian(values);
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 5);
  });

  it('covers the true median of normal values in about 95 of 100 experiments', () => {
    const seed = 20_240;
    const normal = createNormal(seed);
    const trials = 300;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { low, high } = bootstrapMedian(Array.from({ length: 25 }, normal));
      if (low <= 0 && high >= 0) covered += 1;
    }
    // Three standard errors of a share of 0.95 in 300 are 0.038.
    expect(covered / trials, `seed ${seed}`).toBeGreaterThan(0.912);
    expect(covered / trials, `seed ${seed}`).toBeLessThan(0.988);
  });
});
