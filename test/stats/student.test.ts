import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../../src/stats/student.js';

describe('the quantile of Student’s distribution', () => {
  it.each([
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [100, 1.984],
    [998, 1.9623],
  ])('with %d degrees of freedom is %d, as in the tables', (freedom, quantile) => {
    expect(studentQuantile(freedom)).toBeCloseTo(quantile, 4);
  });
});
