import { describe, expect, it } from 'vitest';
import {
  decideCheck,
  decideTry,
  DISTURBED_RUNS,
  judgeRun,
  type EndedRun,
  type Judged,
} from '../../src/classroom/judge.js';
import type { Metric } from '../../src/domain/classroom.js';

const wall = { median: 100, low: 90, high: 110, unit: 'ms' };
const good: EndedRun = {
  state: 'SUCCEEDED',
  failure: null,
  summary: { rounds: 5, wall, cpu: null, throughput: { median: 7, low: 6, high: 8, unit: '1/s' }, workUnit: 'x' },
  outcomes: [{ grade: 'ACCEPTABLE', count: 1 }],
  validity: null,
  workers: 4,
  sharing: {
    fairness: { median: 0.9, low: 0.8, high: 1, unit: '' },
    lockWait: { median: 0.003, low: 0.002, high: 0.004, unit: 'ms' },
  },
};
const rules = { metric: 'WALL', correctness: 'ACCEPTABLE', acceptDisturbed: false } as const;
const measured = (value: number): Judged => ({ kind: 'measured', measure: { value, low: value - 1, high: value + 1 } });
const disturbed: Judged = { kind: 'disturbed' };

describe('a run', () => {
  it.each([
    ['WALL', { value: 100, low: 90, high: 110 }],
    ['THROUGHPUT', { value: 7, low: 6, high: 8 }],
    ['SPEEDUP', { value: 2, low: 200 / 110, high: 200 / 90 }],
    ['EFFICIENCY', { value: 0.5, low: 50 / 110, high: 50 / 90 }],
    ['FAIRNESS', { value: 0.9, low: 0.8, high: 1 }],
    ['LOCK_WAIT', { value: 0.003, low: 0.002, high: 0.004 }],
  ] as [Metric, object][])('is measured by %s', (metric, measure) => {
    const baseline = { median: 200, low: 150, high: 250, unit: 'ms' };
    expect(judgeRun(good, { ...rules, metric }, baseline)).toEqual({ kind: 'measured', measure });
  });

  it('that was disturbed says so, where the challenge takes it as it is', () => {
    const run = { ...good, validity: { verdict: 'DISTURBED' } } as const;
    expect(judgeRun(run, { ...rules, acceptDisturbed: true }, null)).toEqual({
      kind: 'measured',
      measure: { value: 100, low: 90, high: 110, isDisturbed: true },
    });
    expect(judgeRun(run, rules, null)).toEqual(disturbed);
  });

  it.each([
    [
      'of which one round was wrong',
      {
        outcomes: [
          { grade: 'ACCEPTABLE', count: 1 },
          { grade: 'FORBIDDEN', count: 1 },
        ],
      },
      'WRONG_RESULT',
    ],
    ['that lost updates', { outcomes: [{ grade: 'INTERESTING', count: 1 }] }, 'WRONG_RESULT'],
    ['that the lab found wrong', { state: 'FAILED', failure: { code: 'WRONG_RESULT' } }, 'WRONG_RESULT'],
    ['that deadlocked', { state: 'DEADLOCKED', failure: { code: 'DEADLOCK' } }, 'DID_NOT_SUCCEED'],
    ['that was cancelled', { state: 'CANCELLED' }, 'CANCELLED'],
    ['that cannot be trusted', { validity: { verdict: 'INVALID' } }, 'INVALID'],
    [
      'that was wrong and disturbed',
      { outcomes: [{ grade: 'FORBIDDEN', count: 1 }], validity: { verdict: 'DISTURBED' } },
      'WRONG_RESULT',
    ],
  ] as [string, Partial<EndedRun>, string][])('%s never ranks', (_title, change, reason) => {
    expect(judgeRun({ ...good, ...change }, rules, null)).toEqual({ kind: 'out', reason });
  });

  it('without the figure that is ranked by never ranks', () => {
    expect(judgeRun(good, { ...rules, metric: 'CPU' }, null)).toEqual({ kind: 'out', reason: 'NOT_MEASURED' });
    expect(judgeRun(good, { ...rules, metric: 'SPEEDUP' }, null)).toEqual({ kind: 'out', reason: 'NOT_MEASURED' });
    for (const sharing of [null, { fairness: null, lockWait: null }]) {
      for (const metric of ['FAIRNESS', 'LOCK_WAIT'] as const) {
        expect(judgeRun({ ...good, sharing }, { ...rules, metric }, null).kind).toBe('out');
      }
    }
    const instant = { ...good, summary: { ...good.summary, wall: { median: 0, low: 0, high: 0, unit: 'ms' } } };
    expect(judgeRun(instant as EndedRun, { ...rules, metric: 'SPEEDUP' }, wall).kind).toBe('out');
  });

  it('is not wrong for what was looked out for and not seen', () => {
    const unseen: EndedRun = { ...good, outcomes: [...good.outcomes, { grade: 'FORBIDDEN', count: 0 }] };
    expect(judgeRun(unseen, rules, null).kind).toBe('measured');
  });

  it('may race where the challenge says so', () => {
    const raced: EndedRun = { ...good, outcomes: [{ grade: 'INTERESTING', count: 1 }] };
    expect(judgeRun(raced, { ...rules, correctness: 'NOT_FORBIDDEN' }, null).kind).toBe('measured');
  });

  it('that was disturbed, or that the lab cut off, says nothing', () => {
    expect(judgeRun({ ...good, validity: { verdict: 'DISTURBED' } }, rules, null)).toEqual(disturbed);
    expect(
      judgeRun({ ...good, validity: { verdict: 'DISTURBED' } }, { ...rules, acceptDisturbed: true }, null).kind,
    ).toBe('measured');
    expect(judgeRun({ ...good, state: 'FAILED', failure: { code: 'INTERRUPTED' } }, rules, null)).toEqual(disturbed);
  });
});

describe('a submission', () => {
  it('is run again while its runs are disturbed, but not for ever', () => {
    expect(decideTry([disturbed])).toEqual({ kind: 'again' });
    expect(decideTry([disturbed, measured(5)])).toMatchObject({ kind: 'rank', measure: { value: 5 } });
    expect(decideTry(Array.from({ length: DISTURBED_RUNS }, () => disturbed))).toEqual({
      kind: 'out',
      reason: 'DISTURBED',
    });
  });
});

describe('an entry that is run again', () => {
  const ranked = { value: 10, low: 9, high: 11 };

  it.each([
    ['overlaps', [measured(12)], 'HELD'],
    ['is better', [measured(5)], 'HELD'],
    ['misses once', [measured(20)], 'again'],
    ['misses and then holds', [measured(20), measured(11)], 'HELD'],
    ['misses twice', [measured(20), disturbed, measured(19)], 'FELL'],
    ['is wrong', [{ kind: 'out', reason: 'WRONG_RESULT' }], 'FELL'],
    ['is disturbed', [disturbed], 'again'],
    ['is disturbed to the end', Array.from({ length: DISTURBED_RUNS }, () => disturbed), 'UNSURE'],
    ['is cancelled', [{ kind: 'out', reason: 'CANCELLED' }], 'UNSURE'],
  ] as [string, readonly Judged[], string][])('and %s: %s → %s', (_title, runs, decision) => {
    expect(decideCheck(ranked, runs, 'LOWEST')).toBe(decision);
  });
});
