import { describe, expect, it } from 'vitest';
import { bootstrapMedian } from '../../src/stats/bootstrap.js';
import { needsMoreRounds, nextLook, relativeWidth } from '../../src/stats/precision.js';
import { binomialBound, createRounds, NOISES, type Noise } from './noise.js';

const SEED = 4_711;
const createNoise = NOISES['normal'] as (seed: number, scale: number) => Noise;

/** Rounds until the rule is content, asked after every one of them. */
function measureUntilPrecise(noise: Noise, precision: number): readonly number[] {
  const samples: number[] = [];
  while (needsMoreRounds(samples, precision)) samples.push(...createRounds(noise, 1));
  return samples;
}

describe('the relative width of an interval', () => {
  it('is its whole width in parts of the median', () => {
    expect(relativeWidth({ median: 200, low: 198, high: 202 })).toBeCloseTo(0.02, 12);
    expect(relativeWidth({ median: -4, low: -5, high: -3 })).toBe(0.5);
  });

  it('of a point is nothing, and around zero no end', () => {
    expect(relativeWidth({ median: 0, low: 0, high: 0 })).toBe(0);
    expect(relativeWidth({ median: 0, low: -1, high: 1 })).toBe(Infinity);
  });
});

describe('enough rounds', () => {
  it('are looked for after 15 rounds, and then at every doubling', () => {
    const looks = [0];
    while (looks.length < 6) looks.push(nextLook(looks.at(-1) as number));
    expect(looks).toEqual([0, 15, 30, 60, 120, 240]);
    expect(nextLook(31)).toBe(60);
  });

  it('are never fewer than 15, however alike they are', () => {
    for (let rounds = 0; rounds < 15; rounds += 1) {
      expect(
        needsMoreRounds(
          Array.from({ length: rounds }, () => 7),
          0.5,
        ),
      ).toBe(true);
    }
    expect(
      needsMoreRounds(
        Array.from({ length: 15 }, () => 7),
        0.5,
      ),
    ).toBe(false);
  });

  it('are not decided between two looks', () => {
    expect(
      needsMoreRounds(
        Array.from({ length: 16 }, () => 7),
        0.5,
      ),
    ).toBe(true);
    expect(
      needsMoreRounds(
        Array.from({ length: 30 }, () => 7),
        0.5,
      ),
    ).toBe(false);
  });

  it('give the precision that was asked for, with more rounds where there is more noise', () => {
    const quiet = measureUntilPrecise(createNoise(SEED, 0.01), 0.02);
    const loud = measureUntilPrecise(createNoise(SEED, 0.04), 0.02);
    for (const samples of [quiet, loud]) expect(relativeWidth(bootstrapMedian(samples))).toBeLessThanOrEqual(0.02);
    expect(loud.length).toBeGreaterThan(quiet.length);
  });

  it('do not move the median, and leave it in its interval in 9 of 10 runs', () => {
    const noise = createNoise(SEED, 0.02);
    const runs = Array.from({ length: 200 }, () => bootstrapMedian(measureUntilPrecise(noise, 0.02)));
    const above = runs.filter(({ median }) => median > 100).length;
    const covering = runs.filter(({ low, high }) => low <= 100 && high >= 100).length;
    // Three standard errors of one half in 200 are 21.
    expect(Math.abs(above - 100), `seed ${SEED}`).toBeLessThanOrEqual(21);
    expect(runs.length - covering, `seed ${SEED}`).toBeLessThanOrEqual(binomialBound(runs.length, 0.1));
  });

  it('for a precision of nothing are an error', () => {
    for (const precision of [0, -1, Number.NaN]) expect(() => needsMoreRounds([1], precision)).toThrow(RangeError);
  });
});
