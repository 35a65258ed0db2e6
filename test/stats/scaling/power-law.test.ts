import { describe, expect, it } from 'vitest';
import { growthOf } from '../../../src/stats/scaling/growth.js';
import { fitPowerLaw, type PowerPoint } from '../../../src/stats/scaling/power-law.js';
import { binomialBound, createNormal } from '../noise.js';

/** Walls that are known to a part of themselves. */
function walls(wallAt: (x: number) => number, xs: readonly number[], width = 0.002): readonly PowerPoint[] {
  return xs.map((x) => {
    const median = wallAt(x);
    return { x, wall: { median, low: median * (1 - width), high: median * (1 + width) } };
  });
}

describe('a power law', () => {
  it.each([
    [-1, 'FALLING'],
    [0, 'CONSTANT'],
    [0.5, 'SUBLINEAR'],
    [1, 'LINEAR'],
    [1.5, 'SUPERLINEAR'],
    [2, 'QUADRATIC'],
    [3, 'CUBIC'],
  ] as const)('with the exponent %d is found again, and is %s', (exponent, growth) => {
    const law = fitPowerLaw(walls((x) => 7 * x ** exponent, [1, 3, 10, 100]));
    expect(law.exponent.value).toBeCloseTo(exponent, 9);
    expect(law.exponent.low).toBeLessThan(exponent);
    expect(law.exponent.high).toBeGreaterThan(exponent);
    expect(law.coefficient).toBeCloseTo(7, 6);
    expect(law.doubling.value).toBeCloseTo(2 ** exponent, 9);
    expect(law.farthest).toBeCloseTo(0, 9);
    expect(law).toMatchObject({ growth });
  });

  it('explains nothing where nothing differs, and all where all lie on it', () => {
    expect(fitPowerLaw(walls(() => 8, [1, 2, 4])).determination).toBeNull();
    expect(fitPowerLaw(walls((x) => x, [1, 2, 4])).determination).toBeCloseTo(1);
  });

  it('holds the planted exponent in its interval in 95 of 100 sweeps, runs with a luck of their own', () => {
    const normal = createNormal(11);
    const trials = 2_000;
    let missed = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { exponent } = fitPowerLaw(walls((x) => 5 * x * Math.exp(0.05 * normal()), [1, 2, 4, 8], 0.001));
      if (exponent.low === null || exponent.high === null || exponent.low > 1 || exponent.high < 1) missed += 1;
    }
    expect(missed).toBeGreaterThan(0);
    expect(missed).toBeLessThanOrEqual(binomialBound(trials, 0.05));
  });

  it('is known no better than its walls, however well they lie on it', () => {
    const known = fitPowerLaw(walls((x) => x, [1, 2, 4], 0.002)).exponent;
    const vague = fitPowerLaw(walls((x) => x, [1, 2, 4], 0.2)).exponent;
    expect((vague.high ?? 0) - (vague.low ?? 0)).toBeGreaterThan(50 * ((known.high ?? 0) - (known.low ?? 0)));
    expect(fitPowerLaw(walls((x) => x, [1, 2, 4], 0.5)).growth).toBe('NOT_TOLD');
  });

  it('tells how far it misses what is none', () => {
    const { farthest } = fitPowerLaw(walls((x) => 100 + x, [1, 10, 100, 1_000, 10_000]));
    expect(farthest).toBeGreaterThan(0.5);
  });

  it('through two values is refused: it could not be wrong', () => {
    expect(() => fitPowerLaw(walls((x) => x, [1, 2]))).toThrow(RangeError);
  });
});

describe('a power law of values that are close together', () => {
  it('is refused: the noise of a wall would be all that doubling is told by', () => {
    const close = walls((x) => x + 0.01 * (x % 2), [10_000, 10_001, 10_002, 14_999]);
    expect(() => fitPowerLaw(close)).toThrow(RangeError);
    expect(fitPowerLaw(walls((x) => x, [10_000, 10_001, 15_000])).exponent.value).toBeCloseTo(1);
  });

  it('has no end where that is beyond all numbers', () => {
    const xs = [10, 12, 15];
    const wild = fitPowerLaw(
      xs.map((x, index) => ({ x, wall: { median: 10 ** (90 * (index % 2)), low: 1, high: 1 } })),
    );
    expect(wild.doubling.high).toBeNull();
    expect(Number.isFinite(wild.doubling.value)).toBe(true);
    expect(wild.exponent.high).toBeGreaterThan(1_000);
  });
});

describe('the growth that an interval speaks for', () => {
  it.each([
    [0.95, 1.08, 'LINEAR'],
    [1.02, 1.04, 'LINEAR'],
    [0.8, 1.2, 'LINEAR'],
    [0.7, 1.3, 'NOT_TOLD'],
    [0.2, 0.7, 'SUBLINEAR'],
    [-0.1, 0.1, 'CONSTANT'],
    [-0.1, 0.3, 'NOT_TOLD'],
    [-0.4, 0.05, 'NOT_TOLD'],
    [0.0845, 0.0866, 'SUBLINEAR'],
    [-0.078, -0.067, 'FALLING'],
    [1.2, 1.9, 'SUPERLINEAR'],
    [3.5, 9, 'SUPERLINEAR'],
    [-9, -0.2, 'FALLING'],
    [-0.5, 1.5, 'NOT_TOLD'],
  ] as const)('from %d to %d is %s', (low, high, growth) => {
    expect(growthOf({ low, high })).toBe(growth);
  });
});
