import { describe, expect, it } from 'vitest';
import { efficiencyOf, serialFractionOf, speedupOf } from '../../../src/stats/scaling/speedup.js';
import { binomialBound, createRounds, NOISES } from '../noise.js';

const exactly = (value: number) => ({ value, low: null, high: null });

describe('a speed-up', () => {
  it('is the ratio of medians, with an interval around it', () => {
    const one = [10, 10.2, 9.9, 10.1, 9.8];
    const two = [19, 19.6, 18.8, 19.2, 20];
    const { value, low, high } = speedupOf(two, one);
    expect(value).toBe(1.92);
    expect(low).toBeGreaterThanOrEqual(18.8 / 10.2);
    expect(low).toBeLessThan(1.92);
    expect(high).toBeGreaterThan(1.92);
    expect(high).toBeLessThanOrEqual(20 / 9.8);
  });

  it('of fewer than five rounds has no interval', () => {
    expect(speedupOf([2, 2, 2, 2], [1, 1, 1, 1, 1])).toEqual(exactly(2));
    expect(speedupOf([2, 2, 2, 2, 2], [1, 1, 1, 1])).toEqual(exactly(2));
  });

  it.each(Object.keys(NOISES))(
    'has an interval that holds the truth in 95 of 100, of five rounds in %s noise',
    (name) => {
      const noise = (NOISES[name] as (typeof NOISES)[string])(55, 0.02);
      const trials = 300;
      let missed = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const { low, high } = speedupOf(createRounds(noise, 5, 180), createRounds(noise, 5, 100));
        if (low === null || high === null || low > 1.8 || high < 1.8) missed += 1;
      }
      expect(missed).toBeLessThanOrEqual(binomialBound(trials, 0.05));
    },
  );
});

describe('efficiency', () => {
  it('is the speed-up for each worker, with its interval', () => {
    expect(efficiencyOf({ value: 3, low: 2, high: 3.2 }, 4)).toEqual({ value: 0.75, low: 0.5, high: 0.8 });
    expect(efficiencyOf(exactly(3), 4)).toEqual(exactly(0.75));
  });
});

describe('the experimentally determined serial fraction', () => {
  // Quinn, "Parallel Programming in C with MPI and OpenMP", 2003, section 7.5: two programs on 2 to 8 processors.
  it.each([
    [
      [1.82, 2.5, 3.08, 3.57, 4, 4.38, 4.71],
      [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    ],
    [
      [1.87, 2.61, 3.23, 3.73, 4.14, 4.46, 4.71],
      [0.07, 0.075, 0.08, 0.085, 0.09, 0.095, 0.1],
    ],
  ])('of speed-ups %j is as published, %j', (speedups, fractions) => {
    for (const [index, speedup] of speedups.entries()) {
      const fraction = serialFractionOf(exactly(speedup), index + 2)?.value;
      expect(fraction).toBeCloseTo(fractions[index] as number, 2);
    }
  });

  it('is Amdahl’s fraction where Amdahl is right, to the last digits', () => {
    for (const workers of [2, 3, 8, 64]) {
      expect(serialFractionOf(exactly(workers / (1 + 0.07 * (workers - 1))), workers)?.value).toBeCloseTo(0.07, 12);
    }
  });

  it('is lowest where the speed-up is highest, and below zero beyond linear', () => {
    const fraction = serialFractionOf({ value: 3, low: 2, high: 5 }, 4);
    expect(fraction?.low).toBeLessThan(0);
    expect(fraction?.low).toBeLessThan(fraction?.value ?? 0);
    expect(fraction?.high).toBeCloseTo(1 / 3, 12);
  });

  it('is nothing for one worker', () => {
    expect(serialFractionOf(exactly(1), 1)).toBeNull();
  });
});
