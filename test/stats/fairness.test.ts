import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jainIndex } from '../../src/stats/fairness.js';

describe('Jain’s fairness index', () => {
  it('is 1 where all have the same', () => {
    expect(jainIndex([7, 7, 7])).toBeCloseTo(1, 12);
  });

  it('is 1/n where one has everything', () => {
    expect(jainIndex([9, 0, 0, 0])).toBeCloseTo(0.25, 12);
  });

  // 20 is what each of two gets, and the third half as much: (50)² / (3 · 900).
  it('is as the report’s formula says in between', () => {
    expect(jainIndex([20, 20, 10])).toBeCloseTo(2500 / 2700, 12);
  });

  it('is from 1/n to 1, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 50 }), (values) => {
        const index = jainIndex([...values, 1]) ?? Number.NaN;
        expect(index).toBeGreaterThanOrEqual(1 / (values.length + 1) - 1e-12);
        expect(index).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('is unknown where nobody has anything', () => {
    expect(jainIndex([0, 0])).toBeNull();
    expect(jainIndex([])).toBeNull();
  });
});
