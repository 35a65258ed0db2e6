import { describe, expect, it } from 'vitest';
import { createScale } from '../../../src/report/chart/scale.js';

describe('a scale', () => {
  it('begins at zero, and says so, where figures can be seen together', () => {
    const scale = createScale([1e9, 2e9], [300, 0]);
    expect(scale.isLogarithmic).toBe(false);
    expect(scale.ticks[0]).toEqual({ at: 300, label: '0' });
    expect(scale.ticks.at(-1)?.label).toBe('2G');
    expect(scale(2e9)).toBe(0);
  });

  it('is logarithmic where they cannot', () => {
    const scale = createScale([0.1, 1_000], [0, 400]);
    expect(scale.isLogarithmic).toBe(true);
    expect(scale.ticks.map(({ label }) => label)).toContain('10');
    expect(scale(10)).toBeCloseTo(200, 6);
  });
});
