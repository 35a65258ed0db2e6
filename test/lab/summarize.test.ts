import { describe, expect, it } from 'vitest';
import type { Judgement, Measurement } from '../../src/domain/run.js';
import { summarize, tabulateOutcomes, unitsOfRound } from '../../src/lab/summarize.js';
import { planOf } from './runs.js';

const judgement = (result: string, grade: Judgement['grade'] = 'ACCEPTABLE'): Judgement => ({
  result,
  grade,
  expected: '',
  observed: '',
});

const measurement = (wallMs: number, more: Partial<Measurement> = {}): Measurement => ({
  round: 0,
  warmup: false,
  wallMs,
  startSkewMs: 0,
  joinMs: null,
  cpuMs: 2 * wallMs,
  judgement: judgement('exact'),
  workers: [],
  ...more,
});

const plan = planOf({ kind: 'counter', parameters: { increments: 500 }, workers: 4 });

describe('the figures of a run', () => {
  it('stand on the measured rounds and not on the warm-up', () => {
    const summary = summarize(plan, [
      measurement(1_000_000, { warmup: true }),
      measurement(10),
      measurement(20),
      measurement(40),
    ]);
    expect(summary).toMatchObject({
      rounds: 3,
      wall: { median: 20, low: 10, high: 40, unit: 'ms' },
      cpu: { median: 40, unit: 'ms' },
      // 2,000 increments in 20 ms.
      throughput: { median: 100_000, unit: '1/s' },
      workUnit: 'increments',
    });
  });

  it('name the rounds that are far from the others, and count them all the same', () => {
    const walls = [10, 11, 10, 12, 11, 10, 11, 90, 10, 15];
    const summary = summarize(
      plan,
      walls.map((wallMs, round) => measurement(wallMs, { round: round + 1 })),
    );
    expect(summary?.outliers).toEqual([
      { round: 8, wallMs: 90, label: 'HIGH_SEVERE' },
      { round: 10, wallMs: 15, label: 'HIGH_MILD' },
    ]);
    expect(summary?.rounds).toBe(10);
  });

  it('have no processor time when one round has none', () => {
    expect(summarize(plan, [measurement(10), measurement(20, { cpuMs: null })])?.cpu).toBeNull();
  });

  it('are none when no measured round was finished', () => {
    expect(summarize(plan, [])).toBeNull();
    expect(summarize(plan, [measurement(10, { warmup: true })])).toBeNull();
  });
});

describe('the work of a round', () => {
  it('is that of all its workers, shared or each for itself', () => {
    expect(unitsOfRound(planOf({ kind: 'countdown', parameters: { n: 1_001 }, workers: 4 }))).toBe(1_001);
    expect(unitsOfRound(planOf({ kind: 'factorial', parameters: { n: 10 }, workers: 4 }))).toBe(40);
  });
});

describe('the outcomes of a run', () => {
  it('are counted by their result, the commonest first', () => {
    const lost = judgement('lost updates', 'INTERESTING');
    expect(tabulateOutcomes(plan, [judgement('exact'), lost, lost, judgement('a wonder', 'FORBIDDEN')])).toEqual([
      { result: 'lost updates', grade: 'INTERESTING', count: 2, share: 0.5 },
      { result: 'a wonder', grade: 'FORBIDDEN', count: 1, share: 0.25 },
      { result: 'exact', grade: 'ACCEPTABLE', count: 1, share: 0.25 },
    ]);
  });

  it('tell how seldom it may be what was looked out for and not seen', () => {
    expect(
      tabulateOutcomes(
        plan,
        Array.from({ length: 300 }, () => judgement('exact')),
      ),
    ).toEqual([
      { result: 'exact', grade: 'ACCEPTABLE', count: 300, share: 1 },
      {
        result: 'lost updates',
        grade: expect.any(String) as string,
        count: 0,
        share: 0,
        shareBound: expect.closeTo(3 / 300, 3) as number,
      },
    ]);
  });

  it('are none of no rounds', () => {
    expect(tabulateOutcomes(plan, [])).toEqual([]);
  });
});
