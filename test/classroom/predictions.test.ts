import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolOutcomes } from '../../src/classroom/outcomes.js';
import { calibrate, scorePrediction } from '../../src/classroom/predictions.js';

const bare = (value: number) => ({ value, low: null, high: null });

describe('a prediction', () => {
  it('is close by its ratio to the answer, too much as far off as too little', () => {
    expect(scorePrediction(bare(2), 2)).toEqual({ closeness: 1, bias: 0, isWithin: null });
    expect(scorePrediction(bare(4), 2)).toMatchObject({ closeness: 0.5, bias: 1 });
    expect(scorePrediction(bare(1), 2)).toMatchObject({ closeness: 0.5, bias: -1 });
  });

  it('is within its bounds or not, and not scored against what was not measured', () => {
    expect(scorePrediction({ value: 3, low: 2, high: 4 }, 4)?.isWithin).toBe(true);
    expect(scorePrediction({ value: 3, low: 2, high: 4 }, 4.1)?.isWithin).toBe(false);
    for (const answer of [0, -1, Number.NaN]) expect(scorePrediction(bare(3), answer)).toBeNull();
  });

  it('of a class is calibrated by how often bounds hold the answer', () => {
    const scores = [1, 2, 4].flatMap((value) => scorePrediction({ value, low: value, high: value * 2 }, 2) ?? []);
    expect(calibrate(scores)).toEqual({
      predictions: 3,
      medianCloseness: 0.5,
      medianBias: 0,
      bounded: 3,
      coverage: 2 / 3,
    });
    expect(calibrate(scores.map((score) => ({ ...score, isWithin: null })))?.coverage).toBeNull();
    expect(calibrate([])).toBeNull();
  });
});

describe('pooled outcomes', () => {
  it('add up over runs, the most frequent first', () => {
    const exact = { result: 'exact', grade: 'ACCEPTABLE', count: 5 } as const;
    const lost = { result: 'lost updates', grade: 'INTERESTING', count: 15 } as const;
    const { runs, rounds, outcomes } = poolOutcomes([[exact], [lost, exact], []]);
    expect([runs, rounds]).toEqual([3, 25]);
    expect(outcomes.map(({ result, count, share }) => [result, count, share])).toEqual([
      ['lost updates', 15, 0.6],
      ['exact', 10, 0.4],
    ]);
  });

  it('have an interval around each share, also at none and all', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (one, other) => {
        fc.pre(one + other > 0);
        const { outcomes } = poolOutcomes([
          [
            { result: 'a', grade: 'ACCEPTABLE', count: one },
            { result: 'b', grade: 'FORBIDDEN', count: other },
          ],
        ]);
        for (const { share, low, high } of outcomes) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(share + 1e-12);
          expect(high).toBeGreaterThanOrEqual(share - 1e-12);
          expect(high).toBeLessThanOrEqual(1);
        }
      }),
    );
    const [all] = poolOutcomes([[{ result: 'a', grade: 'ACCEPTABLE', count: 100 }]]).outcomes;
    expect(1 - (all?.low ?? 0)).toBeCloseTo(3.84 / 103.84, 3);
  });
});
