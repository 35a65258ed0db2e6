import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, nonNegativeLeastSquares } from '../../../src/stats/scaling/least-squares.js';

const column = (...values: number[]): Float64Array => Float64Array.from(values);

describe('least squares without negative coefficients', () => {
  // scipy.optimize.nnls(numpy.transpose(columns), target), SciPy 1.17.1.
  it.each([
    {
      columns: [
        [1, 3, 5],
        [2, 4, 6],
      ],
      target: [7, 8, 9],
      expected: [0, 25 / 14],
    },
    {
      columns: [
        [1, 1, 1, 1],
        [1, 2, 4, 8],
        [0, 2, 12, 56],
      ],
      target: [1, 1.25, 1.9, 3.5],
      expected: [0.749_999_999_999_999_7, 0.242_258_064_516_129_36, 0.014_516_129_032_258_032],
    },
    {
      columns: [
        [1, 1, 1, 1],
        [1, 2, 4, 8],
        [0, 2, 12, 56],
      ],
      target: [1, 0.9, 0.85, 1.5],
      expected: [0.878_703_254_006_799_5, 0, 0.010_502_671_199_611_46],
    },
  ])('are what SciPy says, for the target $target', ({ columns, target, expected }) => {
    const found = nonNegativeLeastSquares(
      columns.map((values) => column(...values)),
      column(...target),
    );
    for (const [place, coefficient] of expected.entries()) expect(found[place]).toBeCloseTo(coefficient, 12);
  });

  it('are all zero where nothing but negative ones would help', () => {
    expect(nonNegativeLeastSquares([column(1, 1), column(1, 2)], column(-1, -2))).toEqual([0, 0]);
  });

  it('do without a column that another one makes needless', () => {
    const found = nonNegativeLeastSquares([column(1, 2, 3), column(2, 4, 6)], column(1, 2, 3));
    expect([...combine([column(1, 2, 3), column(2, 4, 6)], found)]).toEqual([1, 2, 3]);
  });

  it('have no better neighbour that is not negative', () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    const workers = [1, 2, 3, 4, 6, 8];
    const columns = [column(...workers.map(() => 1)), column(...workers), column(...workers.map((n) => n * (n - 1)))];
    const miss = (coefficients: readonly number[], target: readonly number[]): number =>
      combine(columns, coefficients).reduce((sum, fitted, row) => sum + (fitted - (target[row] as number)) ** 2, 0);
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), (target) => {
        const found = nonNegativeLeastSquares(columns, column(...target));
        const least = miss(found, target);
        for (const place of columns.keys()) {
          for (const move of [-1e-3, 1e-3]) {
            const neighbour = found.map((coefficient, at) =>
              Math.max(0, at === place ? coefficient + move : coefficient),
            );
            expect(miss(neighbour, target)).toBeGreaterThanOrEqual(least - 1e-9);
          }
        }
      }),
      { seed: 1_974 },
    );
  });
});
