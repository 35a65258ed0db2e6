import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScale } from '../../../src/web/board/scale.js';

const anInterval = fc
  .tuple(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }))
  .map(([low, width]) => ({ low, high: low * (1 + width) }));

describe('the scale of a board', () => {
  it('has all intervals and ticks on it, in their order', () => {
    fc.assert(
      fc.property(fc.array(anInterval, { minLength: 1, maxLength: 40 }), (intervals) => {
        const scale = createScale(intervals, 'ms');
        const ends = intervals.flatMap(({ low, high }) => [low, high]).toSorted((a, b) => a - b);
        const places = ends.map(scale);
        for (const place of places) expect(place >= 0 && place <= 100).toBe(true);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const { at } of scale.ticks) expect(at >= -1e-9 && at <= 100 + 1e-9).toBe(true);
      }),
    );
  });

  it('is straight for what is near, and logarithmic for what is far apart', () => {
    const near = createScale([{ low: 90, high: 100 }], 'ms');
    expect([near.isLogarithmic, near.ticks.map(({ label }) => label)]).toEqual([false, ['90 ms', '95 ms', '100 ms']]);
    const far = createScale(
      [
        { low: 1, high: 2 },
        { low: 900, high: 1000 },
      ],
      'ms',
    );
    expect(far.isLogarithmic).toBe(true);
    expect(far(10) - far(1)).toBeCloseTo(far(1000) - far(100));
  });

  it('shows figures that are all the same', () => {
    const scale = createScale([{ low: 2, high: 2 }], '×');
    expect(scale(2)).toBeCloseTo(50);
    expect(createScale([{ low: 0, high: 0 }], 'ms')(0)).toBeGreaterThanOrEqual(0);
  });
});
