import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/domain/matrix.js';
import { compareRows, type Measured } from '../../src/report/compare.js';
import { findExtreme, tabulate, type Row } from '../../src/report/table.js';
import { planOf as experimentOf, type Wanted } from '../lab/runs.js';
import { planOf, succeeded } from './rows.js';

describe('the table of a matrix', () => {
  it('has a row for each configuration, with speed-ups over the baseline', () => {
    const plan = planOf('SERIAL', 'THREADS', 'ASYNC');
    const rows = tabulate(plan, [succeeded(0, 0, 100), succeeded(1, 0, 50), succeeded(1, 1, 51)]);
    expect(rows.map(({ label, runs, measuredRuns }) => [label, runs, measuredRuns.length])).toEqual([
      ['SERIAL', 1, 1],
      ['THREADS', 2, 2],
      ['ASYNC', 0, 0],
    ]);
    expect(rows[0]).toMatchObject({ isBaseline: true, speedup: null });
    expect(rows[1]?.speedup?.median).toBeCloseTo(2, 1);
    expect(rows[2]).toMatchObject({ wall: null, speedup: null });
    expect(rows[1]?.outcomes).toEqual([{ result: 'exact', grade: 'ACCEPTABLE', count: 10, share: 1 }]);
  });

  it('counts only runs that succeeded', () => {
    const failed = { ...succeeded(0, 1, 1), state: 'FAILED' as const };
    const [row] = tabulate(planOf('SERIAL'), [succeeded(0, 0, 100), failed]);
    expect(row).toMatchObject({ runs: 2, ended: 2, measuredRuns: ['0/0'], wall: { median: 100 } });
  });

  it('names all that cannot be told from the best', () => {
    const plan = planOf('SERIAL', 'THREADS', 'ASYNC');
    const rows = tabulate(plan, [succeeded(0, 0, 100), succeeded(1, 0, 50), succeeded(2, 0, 51)]);
    expect(findExtreme(rows, 'WALL', 'best').map(({ label }) => label)).toEqual(['THREADS', 'ASYNC']);
    expect(findExtreme(rows, 'WALL', 'worst').map(({ label }) => label)).toEqual(['SERIAL']);
    expect(findExtreme(rows, 'THROUGHPUT', 'best').map(({ label }) => label)).toEqual(['THREADS', 'ASYNC']);
    expect(findExtreme([], 'WALL', 'best')).toEqual([]);
  });
});

/** One thing, measured in each of these ways; so many milliseconds each. */
function measured(...ways: readonly (Partial<Wanted> & { readonly wallMs?: number })[]): Measured {
  const plan = planOf(...ways.map(() => 'SERIAL'));
  const isAxis = ways.length > 1;
  const configurations = plan.configurations.map((configuration, index) => {
    const coordinates = isAxis ? [{ axis: 'repetitions', value: String(ways[index]?.repetitions) }] : [];
    return { ...configuration, label: nameOf(coordinates) || 'one', coordinates, experimentId: String(index) };
  });
  const results = ways.map(({ wallMs = 100 }, index) => succeeded(index, 0, wallMs));
  const plans = ways.map(
    (way, index) => [String(index), experimentOf({ kind: 'counter', parameters: {}, ...way })] as const,
  );
  return { rows: tabulate({ ...plan, configurations }, results), plans: new Map(plans) };
}

function changesOf(before: Measured, after: Measured): readonly (readonly [string, string])[] {
  return compareRows(before, after, 'WALL', 0.05).rows.map(({ label, change }) => [label, change]);
}

/** Measured in the same way, all of them. */
const alike = (rows: readonly Row[]): Measured => ({ rows, plans: new Map() });

describe('two tables side by side', () => {
  const before = tabulate(planOf('SERIAL', 'THREADS', 'ASYNC'), [
    succeeded(0, 0, 100),
    succeeded(1, 0, 100),
    succeeded(2, 0, 100),
  ]);

  it('tell what surely became slower or faster, and nothing of the rest', () => {
    const after = tabulate(planOf('ASYNC', 'SERIAL', 'THREADS'), [
      succeeded(0, 0, 102),
      succeeded(1, 0, 150),
      succeeded(2, 0, 60),
    ]);
    const changes = compareRows(alike(before), alike(after), 'WALL', 0.05).rows.map(({ label, change }) => [
      label,
      change,
    ]);
    expect(changes).toEqual([
      ['SERIAL', 'REGRESSION'],
      ['THREADS', 'IMPROVEMENT'],
      ['ASYNC', 'TIED'],
    ]);
    const rates = compareRows(alike(before), alike(after), 'THROUGHPUT', 0.05).rows.map(({ change }) => change);
    expect(rates).toEqual(['REGRESSION', 'IMPROVEMENT', 'TIED']);
  });

  it('say nothing of a difference that is wide open, or not worth a word', () => {
    const noisy = tabulate(planOf('SERIAL'), [succeeded(0, 0, 150, 2)]);
    expect(compareRows(alike(before), alike(noisy), 'WALL', 0.05).rows[0]?.change).toBe('TIED');
    const slower = tabulate(planOf('SERIAL'), [succeeded(0, 0, 120, 1.001)]);
    expect(compareRows(alike(before), alike(slower), 'WALL', 0.5).rows[0]?.change).toBe('TIED');
  });

  it('are worth no more than the less trustworthy of the two', () => {
    const validity = { verdict: 'DISTURBED', reasons: [] } as const;
    const after = tabulate(planOf('SERIAL', 'THREADS'), [{ ...succeeded(0, 0, 100), validity }, succeeded(1, 0, 100)]);
    expect(compareRows(alike(before), alike(after), 'WALL', 0.05).rows.map(({ validity: joined }) => joined)).toEqual([
      'DISTURBED',
      'VALID',
      null,
    ]);
  });

  it('name what is only in one of them, and what was not measured', () => {
    const after = tabulate(planOf('SERIAL', 'PROCESSES'), [succeeded(1, 0, 100)]);
    expect(
      compareRows(alike(before), alike(after), 'WALL', 0.05).rows.map(({ label, change }) => [label, change]),
    ).toEqual([
      ['SERIAL', 'NOT_MEASURED'],
      ['THREADS', 'ONLY_BEFORE'],
      ['ASYNC', 'ONLY_BEFORE'],
      ['PROCESSES', 'ONLY_AFTER'],
    ]);
  });

  it('hold what is measured in several ways against what is measured alike', () => {
    const before = measured({ repetitions: 5 }, { repetitions: 10, wallMs: 300 }, { repetitions: 15 });
    const after = measured({ repetitions: 10, wallMs: 300 }, { repetitions: 5 }, { repetitions: 20 });
    expect(changesOf(before, after)).toEqual([
      ['repetitions 5', 'TIED'],
      ['repetitions 10', 'TIED'],
      ['repetitions 15', 'ONLY_BEFORE'],
      ['repetitions 20', 'ONLY_AFTER'],
    ]);
  });

  it('hold one of several ways against a batch that has just that one', () => {
    const several = measured({ repetitions: 5, wallMs: 70 }, { repetitions: 15 });
    expect(changesOf(several, measured({ repetitions: 15, wallMs: 200 }))).toEqual([
      ['repetitions 5', 'ONLY_BEFORE'],
      ['repetitions 15', 'REGRESSION'],
    ]);
    expect(changesOf(measured({ repetitions: 15, wallMs: 200 }), several)).toEqual([
      ['one', 'IMPROVEMENT'],
      ['repetitions 5', 'ONLY_AFTER'],
    ]);
  });

  it('hold a way that the other batch has none like against all that it has', () => {
    const several = measured({ repetitions: 5 }, { repetitions: 10 });
    const one = measured({ repetitions: 15, wallMs: 200 });
    expect(changesOf(several, one)).toEqual([
      ['repetitions 5', 'REGRESSION'],
      ['repetitions 10', 'REGRESSION'],
    ]);
    expect(changesOf(one, several)).toEqual([
      ['repetitions 5', 'IMPROVEMENT'],
      ['repetitions 10', 'IMPROVEMENT'],
    ]);
    expect(changesOf(measured({ repetitions: 5 }), one)).toEqual([['one', 'REGRESSION']]);
  });

  it('do not mind what all rows of each have in common', () => {
    const ways = [{ repetitions: 5 }, { repetitions: 10 }];
    const longer = ways.map((way) => ({ ...way, timeoutMs: 120_000, wallMs: 200 }));
    expect(changesOf(measured(...ways), measured(...longer))).toEqual([
      ['repetitions 5', 'REGRESSION'],
      ['repetitions 10', 'REGRESSION'],
    ]);
  });
});
