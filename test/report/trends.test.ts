import { describe, expect, it } from 'vitest';
import type { BatchRunResult, StoredBatchPlan } from '../../src/domain/batch-run.js';
import { nameOf, type Coordinate } from '../../src/domain/matrix.js';
import { describeTrend } from '../../src/domain/trend-text.js';
import type { Trend } from '../../src/domain/trend.js';
import { tabulate } from '../../src/report/table.js';
import { findTrends } from '../../src/report/trends.js';
import { succeeded } from './rows.js';

type Place = Readonly<Record<string, string | number>>;

const coordinatesOf = (place: Place): readonly Coordinate[] =>
  Object.entries(place).map(([axis, value]) => ({ axis, value: String(value) }));

/** @param places each with its wall time; null where its run has failed */
function trendsOf(
  places: readonly (readonly [Coordinate[] | Place, number | null])[],
  change: (result: BatchRunResult, index: number) => BatchRunResult = (result) => result,
): readonly Trend[] {
  const configurations = places.map(([place], index) => {
    const coordinates = Array.isArray(place) ? place : coordinatesOf(place);
    return { label: nameOf(coordinates), coordinates, experimentId: String(index), subject: String(index) };
  });
  const plan: StoredBatchPlan = {
    repetitions: 1,
    order: 'INTERLEAVED',
    priority: 'NORMAL',
    baseline: [],
    configurations,
  };
  const results = places.flatMap(([, wall], index) =>
    wall === null ? [] : [change(succeeded(index, 0, wall, 1.001), index)],
  );
  return findTrends(tabulate(plan, results));
}

function sentenceOfPower(exponent: number): string {
  const [trend] = trendsOf([10, 100, 1_000].map((n) => [{ n }, 50 * n ** exponent] as const));
  return trend ? describeTrend(trend) : '';
}

/** The same, known less well. */
function widen(result: BatchRunResult, width: number): BatchRunResult {
  const { summary } = result;
  const wall = summary?.wall;
  if (!summary || !wall) return result;
  return {
    ...result,
    summary: { ...summary, wall: { ...wall, low: wall.median / width, high: wall.median * width } },
  };
}

describe('the trends of a matrix', () => {
  it('are one for each number that is an axis and each combination of the others, and none of the workers', () => {
    const places = ['SERIAL', 'THREADS'].flatMap((fabric) =>
      [1, 2].flatMap((workers) =>
        [100, 200].flatMap((n) => [5, 10].map((permits) => [{ n, fabric, permits, workers }, n * permits] as const)),
      ),
    );
    const trends = trendsOf(places);
    expect(trends.map(({ axis, label }) => `${axis}: ${label}`)).toEqual(
      expect.arrayContaining(['n: fabric SERIAL, permits 5, workers 1', 'permits: n 200, fabric THREADS, workers 2']),
    );
    expect(trends).toHaveLength(8 + 8);
    expect(new Set(trends.map(({ axis }) => axis))).toEqual(new Set(['n', 'permits']));
  });

  it('are none of how something is measured, and none of words', () => {
    const measured = [5, 10, 20].map(
      (repetitions) => [{ repetitions, warmup: repetitions, precision: 0.5 }, 7] as const,
    );
    expect(trendsOf(measured)).toEqual([]);
    expect(trendsOf([[{ order: 'NAIVE', runtime: 'cpython-3.11' }, 7]])).toEqual([]);
  });

  it('are none where all but one value were left out', () => {
    expect(
      trendsOf([
        [{ n: 1, fabric: 'SERIAL' }, 7],
        [{ n: 2, fabric: 'THREADS' }, 7],
      ]),
    ).toEqual([]);
  });

  it('keep apart a parameter and an option that are called the same', () => {
    const places = [1, 2].flatMap((parameter) =>
      [4, 8].map(
        (option) =>
          [
            [
              { axis: 'capacity', value: String(parameter) },
              { axis: 'capacity', value: String(option) },
            ],
            parameter,
          ] as [Coordinate[], number],
      ),
    );
    expect(trendsOf(places).map(({ points }) => points.map(({ value }) => value))).toEqual([
      [1, 2],
      [4, 8],
      [1, 2],
      [4, 8],
    ]);
  });

  it('have points in the order of the numbers, a law, and a sentence that says what it means', () => {
    const [trend, ...more] = trendsOf([100, 10, 1_000].map((n) => [{ n }, n * 2] as const));
    if (!trend) throw new Error('There is no trend.');
    expect(more).toEqual([]);
    expect(trend.points.map(({ value, runs, rounds }) => [value, runs, rounds])).toEqual([
      [10, 1, 5],
      [100, 1, 5],
      [1_000, 1, 5],
    ]);
    expect(trend).toMatchObject({ axis: 'n', label: '', law: { growth: 'LINEAR' }, validity: 'VALID' });
    expect(describeTrend(trend)).toMatch(/^Doubling n takes 2\.00 times as long \[[12]\.\d\d, 2\.\d\d\]: linear\.$/);
  });

  it('say that no difference was seen only where none was', () => {
    expect(sentenceOfPower(0)).toMatch(/: no difference seen\.$/);
    expect(sentenceOfPower(0.0855)).toMatch(/: less than linear\.$/);
    expect(sentenceOfPower(-0.072)).toMatch(/: the more, the faster\.$/);
  });

  it('leave out a 0, what failed and what is INVALID, and say so', () => {
    const [trend] = trendsOf(
      [0, 1, 2, 4, 8, 16].map((n) => [{ n }, n === 8 ? null : n + 1] as const),
      (result, index) => (index === 5 ? { ...result, validity: { verdict: 'INVALID', reasons: [] } } : result),
    );
    if (!trend) throw new Error('There is no trend.');
    expect(trend.points.map(({ value, leftOut }) => [value, leftOut === null])).toEqual([
      [0, false],
      [1, true],
      [2, true],
      [4, true],
      [8, false],
      [16, false],
    ]);
    expect(trend.validity).toBe('VALID');
    const sentence = describeTrend(trend);
    expect(sentence).toContain('0 is left out: only numbers above 0 have a logarithm.');
    expect(sentence).toContain('8 is left out: none of its runs has succeeded.');
    expect(sentence).toContain('16 is left out: its figures are INVALID.');
  });

  it('have no law, and the reason, with fewer than three values that count', () => {
    const [trend] = trendsOf([0, 1, 2].map((n) => [{ n }, n + 1] as const));
    expect(trend).toMatchObject({ law: null });
    expect(trend && describeTrend(trend)).toBe(
      'A law needs 3 values of n that were measured; there are 2. ' +
        '0 is left out: only numbers above 0 have a logarithm.',
    );
  });

  it('have no law, and the reason, where the values are close together', () => {
    const [trend] = trendsOf([0, 1_000_000, 1_000_001, 1_000_002].map((n, index) => [{ n }, 7 + (index % 2)] as const));
    expect(trend).toMatchObject({ law: null, points: { length: 4 } });
    expect(trend && describeTrend(trend)).toBe(
      'There is no law of n: its values are too close together. The largest must be at least 1.5 times the smallest. ' +
        '0 is left out: only numbers above 0 have a logarithm.',
    );
  });

  it('say where there is no one law, and what the end of it does', () => {
    const [trend] = trendsOf([1, 10, 100, 1_000, 10_000].map((n) => [{ n }, 100 + n] as const));
    expect(trend && describeTrend(trend)).toMatch(
      /But a power law misses values by up to \d+(\.\d)? %: between 1,000 and 10,000, doubling n takes 1\.\d\d times/,
    );
  });

  it('do not wonder that noisy walls lie off the law', () => {
    const noisy = [1, 2, 4, 8].map((n, index) => [{ n }, n * (index % 2 === 0 ? 1.4 : 0.7)] as const);
    const sentenceOf = (width: number): string => {
      const [trend] = trendsOf(noisy, (result) => widen(result, width));
      return trend ? describeTrend(trend) : '';
    };
    expect(sentenceOf(1.01)).toContain('But a power law misses values');
    expect(sentenceOf(2)).toMatch(/: too wide an interval to tell how it grows\.$/);
  });

  it('stand on no better than their most doubtful point', () => {
    const [trend] = trendsOf(
      [1, 2, 4].map((n) => [{ n }, n] as const),
      (result, index) => (index === 1 ? { ...result, validity: { verdict: 'DISTURBED', reasons: [] } } : result),
    );
    expect(trend?.validity).toBe('DISTURBED');
  });
});
