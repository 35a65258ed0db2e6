import { describe, expect, it } from 'vitest';
import { summarizeSweep, type MeasuredRun } from '../../src/lab/summarize-sweep.js';
import type { Validity } from '../../src/domain/validity.js';
import { planOf } from './runs.js';

/** Rounds around a wall, in milliseconds. */
function around(wallMs: number): readonly number[] {
  return [0.99, 1.01, 1, 0.995, 1.005].map((factor) => factor * wallMs);
}

const VALID: Validity = { verdict: 'VALID', reasons: [] };

const countdown = (workers: number, wallMs: number, validity: Validity | null = VALID): MeasuredRun => ({
  validity,
  plan: planOf({ kind: 'countdown', parameters: { n: 1_000 }, workers }),
  wallsMs: around(wallMs),
});

const waiting = (workers: number): MeasuredRun => ({
  validity: VALID,
  plan: planOf({ kind: 'ioWait', parameters: { milliseconds: 100, times: 1 }, workers }),
  wallsMs: around(100),
});

const nothing = (workers: number): MeasuredRun => ({
  validity: VALID,
  plan: planOf({ kind: 'factorial', parameters: { n: 0 }, workers }),
  wallsMs: around(1),
});

describe('the report of a sweep', () => {
  it('has a point for each number of workers, with what it gained', () => {
    const report = summarizeSweep([countdown(4, 400), countdown(1, 1_000), countdown(2, 550)]);
    expect(report).toMatchObject({ task: 'countdown', fabric: 'THREADS', primitive: 'NONE', runtime: 'node' });
    expect(report.points.map(({ workers }) => workers)).toEqual([1, 2, 4]);
    const four = report.points[2];
    expect(four?.rounds).toBe(5);
    expect(four?.wall).toMatchObject({ median: 400, unit: 'ms' });
    expect(four?.throughput).toMatchObject({ median: 2_500, unit: '1/s' });
    expect(four?.speedup?.value).toBeCloseTo(2.5, 9);
    expect(four?.efficiency?.value).toBeCloseTo(0.625, 9);
    expect(four?.serialFraction?.value).toBeCloseTo((1 / 2.5 - 1 / 4) / (1 - 1 / 4), 9);
    expect(report.points[0]?.speedup?.value).toBe(1);
    expect(report.points[0]?.serialFraction).toBeNull();
    expect(report.chosen).toBe('AMDAHL');
  });

  it('counts what each worker does where work grows with them: the same wall is a linear speed-up', () => {
    const report = summarizeSweep([waiting(1), waiting(2), waiting(8)]);
    expect(report.points.map(({ speedup }) => speedup?.value)).toEqual([1, 2, 8]);
    expect(report.chosen).toBe('LINEAR');
  });

  it('makes one point of two runs with as many workers', () => {
    const report = summarizeSweep([countdown(1, 1_000), countdown(1, 1_020)]);
    expect(report.points).toHaveLength(1);
    expect(report.points[0]?.rounds).toBe(10);
  });

  it('of no work at all has walls, and no speed-up', () => {
    const report = summarizeSweep([nothing(1), nothing(2)]);
    expect(report.points.map(({ wall, speedup }) => [wall.median, speedup])).toEqual([
      [1, null],
      [1, null],
    ]);
    expect(report.refusals.map(({ code }) => code)).toContain('NOT_POSITIVE');
  });

  it('marks what stands on a disturbed run, with what disturbed it', () => {
    const busy: Validity = { verdict: 'DISTURBED', reasons: [{ code: 'HOST_BUSY', message: 'Others were there.' }] };
    const report = summarizeSweep([countdown(1, 1_000), countdown(2, 520), countdown(2, 550, busy)]);
    expect(report.points.map(({ validity, reasons }) => [validity, reasons])).toEqual([
      ['VALID', []],
      ['DISTURBED', busy.reasons],
    ]);
    expect(report.validity).toBe('DISTURBED');
    expect(summarizeSweep([countdown(1, 1_000, null)])).toMatchObject({ validity: null, points: [{ validity: null }] });
  });

  it('without a single worker keeps what was measured, and says what is missing', () => {
    const report = summarizeSweep([countdown(2, 500), countdown(4, 300)]);
    expect(report.points.map(({ wall, speedup, efficiency }) => [wall.median, speedup, efficiency])).toEqual([
      [500, null, null],
      [300, null, null],
    ]);
    expect(report.chosen).toBeNull();
    expect(report.reason).toContain('one worker');
  });
});
