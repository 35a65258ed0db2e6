import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOutliers, tukeyFences } from '../../src/stats/outliers.js';

// q1, q3 = numpy.quantile(values, [.25, .75]); q1 - 3 * (q3 - q1), q1 - 1.5 * (q3 - q1), …: NumPy 2.4.6.
const VALUES = [10.2, 9.9, 10.1, 10, 10.4, 9.7, 10.3, 11.2, 12.4, 8.9, 7.6, 10.05];

describe('outliers', () => {
  it('lie beyond fences that are what NumPy says', () => {
    const { lowSevere, lowMild, highMild, highSevere } = tukeyFences(VALUES);
    expect(lowSevere).toBeCloseTo(8.424_999_999_999_995, 9);
    expect(lowMild).toBeCloseTo(9.137_499_999_999_998, 9);
    expect(highMild).toBeCloseTo(11.037_500_000_000_003, 9);
    expect(highSevere).toBeCloseTo(11.750_000_000_000_005, 9);
  });

  it('are named by side and severity, each in its place', () => {
    const { labels, counts } = findOutliers(VALUES);
    expect(labels.map((label, index) => `${VALUES[index]} ${label}`).filter((text) => !text.endsWith('NONE'))).toEqual([
      '11.2 HIGH_MILD',
      '12.4 HIGH_SEVERE',
      '8.9 LOW_MILD',
      '7.6 LOW_SEVERE',
    ]);
    expect(counts).toEqual({ LOW_SEVERE: 1, LOW_MILD: 1, NONE: 8, HIGH_MILD: 1, HIGH_SEVERE: 1 });
  });

  // criterion.rs, src/stats/univariate/outliers/tukey.rs: `x < lost`, `x > hist`, `x < lomt`, `x > himt`.
  it('do not lie on a fence, as with criterion.rs', () => {
    // Quartiles 4 and 8 among nine values: fences at −8, −2, 14 and 20.
    const onFences = [-8, -2, 4, 5, 6, 7, 8, 14, 20];
    expect(tukeyFences(onFences)).toEqual({ lowSevere: -8, lowMild: -2, highMild: 14, highSevere: 20 });
    expect(findOutliers(onFences).labels).toEqual([
      'LOW_MILD',
      'NONE',
      'NONE',
      'NONE',
      'NONE',
      'NONE',
      'NONE',
      'NONE',
      'HIGH_MILD',
    ]);
  });

  it('are none among values that are all the same, or alone', () => {
    expect(findOutliers([5, 5, 5, 5]).counts.NONE).toBe(4);
    expect(findOutliers([5]).labels).toEqual(['NONE']);
  });

  it('of no values are an error', () => {
    expect(() => findOutliers([])).toThrow(RangeError);
  });

  it('stay what they are in another unit, and change sides when the sign does', () => {
    const integers = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(integers, (values) => {
        const { labels, counts } = findOutliers(values);
        // By a power of two: exact in floating point.
        expect(findOutliers(values.map((value) => value * 1_024)).labels).toEqual(labels);
        const mirrored = findOutliers(values.map((value) => -value)).counts;
        expect(mirrored).toEqual({
          LOW_SEVERE: counts.HIGH_SEVERE,
          LOW_MILD: counts.HIGH_MILD,
          NONE: counts.NONE,
          HIGH_MILD: counts.LOW_MILD,
          HIGH_SEVERE: counts.LOW_SEVERE,
        });
      }),
      { seed: 1_977 },
    );
  });
});
