import { describe, expect, it } from 'vitest';
import { boundOfNoneSeen } from '../../src/stats/none-seen.js';

describe('the bound of what was not seen', () => {
  // binom.test(0, n, alternative = "less") of R: the upper limit at 95 %.
  it.each([
    [1, 0.95],
    [10, 0.258_865_6],
    [100, 0.029_513_05],
    [1_000, 0.002_991_249],
  ])('in %i trials is as the exact binomial test has it', (trials, bound) => {
    expect(boundOfNoneSeen(trials)).toBeCloseTo(bound, 7);
  });
});
