import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSamples, type Comparison } from '../../src/stats/compare.js';
import { binomialBound, createRounds, NOISES, type Noise } from './noise.js';

const SEED = 30_117;

interface Trials {
  readonly noise: Noise;
  readonly pairs: number;
  readonly slowdown: number;
  readonly trials: number;
}

/** Comparisons of rounds that are slower by a known factor. */
function simulate({ noise, pairs, slowdown, trials }: Trials): readonly Comparison[] {
  return Array.from({ length: trials }, () => {
    const base: number[] = [];
    const other: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      base.push(...createRounds(noise, 1));
      other.push(...createRounds(noise, 1, 100 * slowdown));
    }
    return compareSamples(base, other);
  });
}

function isDifferent({ verdict }: Comparison): boolean {
  return verdict === 'DIFFERENT';
}

const walls = fc.array(
  fc.tuple(fc.double({ min: 1, max: 1_000, noNaN: true }), fc.double({ min: 1, max: 1_000, noNaN: true })),
  {
    minLength: 1,
    maxLength: 30,
  },
);

describe('a comparison of two experiments', () => {
  it('is what NumPy says', () => {
    // numpy.log(other / base), pulled to numpy.quantile's fences of both (none lies beyond); exp of the median and of
    // the 9th from either end of the sorted Walsh averages.
    const base = [101.2, 99.8, 100.4, 103.1, 100.9, 99.5, 102.2, 100.1, 99.9, 101.7];
    const other = [104.1, 103.5, 102.2, 106, 105.2, 101.9, 104.4, 104.6, 102, 104.3];
    const comparison = compareSamples(base, other);
    if (comparison.verdict === 'TOO_FEW_PAIRS') throw new Error('Ten pairs are enough.');
    expect(comparison.verdict).toBe('DIFFERENT');
    expect(comparison.pairs).toBe(10);
    expect(comparison.ratio).toBeCloseTo(1.028_392_044_861_859_3, 9);
    expect(comparison.low).toBeCloseTo(1.022_569_637_598_885_3, 9);
    expect(comparison.high).toBeCloseTo(1.035_612_765_879_034_4, 9);
    expect(comparison.relativeWidth).toBeCloseTo(
      (1.035_612_765_879_034_4 - 1.022_569_637_598_885_3) / 1.028_392_044_861_859_3,
      9,
    );
  });

  it('of fewer than six pairs gives a ratio and no verdict, however far apart they are', () => {
    expect(compareSamples([1, 1, 1, 1, 1], [9, 9, 9, 9, 9])).toEqual({
      verdict: 'TOO_FEW_PAIRS',
      pairs: 5,
      neededPairs: 6,
      ratio: expect.closeTo(9, 12) as number,
    });
    expect(compareSamples([1, 1, 1, 1, 1, 1], [9, 9, 9, 9, 9, 9]).verdict).toBe('DIFFERENT');
  });

  it('sees through a host that slows both halves of a pair', () => {
    const noise = (NOISES['normal'] as (typeof NOISES)[string])(SEED, 0.005);
    const drift = Array.from({ length: 30 }, (_, pair) => 1 + pair / 10);
    const base = drift.map((factor) => factor * (createRounds(noise, 1)[0] as number));
    const other = drift.map((factor) => factor * (createRounds(noise, 1, 102)[0] as number));
    expect(compareSamples(base, other).verdict).toBe('DIFFERENT');
  });

  it('of what are no pairs, or have no ratio, is an error', () => {
    expect(() => compareSamples([], [])).toThrow(RangeError);
    expect(() => compareSamples([1, 2], [1])).toThrow(RangeError);
    for (const value of [0, -1, Number.NaN, Infinity]) expect(() => compareSamples([1], [value])).toThrow(RangeError);
  });

  it('is the reciprocal when the two are swapped', () => {
    fc.assert(
      fc.property(walls, (pairs) => {
        const [base, other] = [pairs.map(([one]) => one), pairs.map(([, two]) => two)];
        const [there, back] = [compareSamples(base, other), compareSamples(other, base)];
        expect(back.verdict).toBe(there.verdict);
        expect(back.ratio).toBeCloseTo(1 / there.ratio, 9);
        if (there.verdict === 'TOO_FEW_PAIRS' || back.verdict === 'TOO_FEW_PAIRS') return;
        expect(back.low * there.high).toBeCloseTo(1, 9);
        expect(there.low <= there.ratio && there.ratio <= there.high).toBe(true);
        expect(there.verdict === 'DIFFERENT').toBe(there.low > 1 || there.high < 1);
      }),
      { seed: SEED },
    );
  });

  it('of a list with itself sees no difference', () => {
    fc.assert(
      fc.property(walls, (pairs) => {
        const values = pairs.map(([value]) => value);
        expect(compareSamples(values, values)).not.toMatchObject({ verdict: 'DIFFERENT' });
        expect(compareSamples(values, values).ratio).toBe(1);
      }),
      { seed: SEED },
    );
  });
});

describe.each(Object.entries(NOISES))('in %s noise', (_name, createNoise) => {
  it.each([6, 9, 15, 30])(
    '200 comparisons of an experiment with itself find no more than chance, of %d pairs',
    (pairs) => {
      const noise = createNoise(SEED + pairs, 0.02);
      const found = simulate({ noise, pairs, slowdown: 1, trials: 200 }).filter(isDifferent);
      expect(found.length, `seed ${SEED}`).toBeLessThanOrEqual(binomialBound(200, 0.05));
    },
  );

  it.each([9, 15, 30])('the interval holds the true ratio in 95 of 100, of %d pairs', (pairs) => {
    const noise = createNoise(SEED - pairs, 0.02);
    const comparisons = simulate({ noise, pairs, slowdown: 1.03, trials: 400 });
    const missed = comparisons.filter(
      (comparison) => comparison.verdict === 'TOO_FEW_PAIRS' || comparison.low > 1.03 || comparison.high < 1.03,
    );
    expect(missed.length, `seed ${SEED}`).toBeLessThanOrEqual(binomialBound(400, 0.05));
  });

  it.each([0.01, 0.02])('30 pairs find a slowdown of 3 %% in at least 90 of 100, with %d of noise', (scale) => {
    const noise = createNoise(SEED, scale);
    const found = simulate({ noise, pairs: 30, slowdown: 1.03, trials: 200 }).filter(isDifferent);
    expect(found.length, `seed ${SEED}`).toBeGreaterThanOrEqual(180);
  });
});

it('30 pairs find a slowdown of 3 % in at least 90 of 100 with 3 % of normal noise', () => {
  const noise = (NOISES['normal'] as (typeof NOISES)[string])(SEED, 0.03);
  const found = simulate({ noise, pairs: 30, slowdown: 1.03, trials: 200 }).filter(isDifferent);
  expect(found.length, `seed ${SEED}`).toBeGreaterThanOrEqual(180);
});
