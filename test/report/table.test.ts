import { describe, expect, it } from 'vitest';
import { compareRows } from '../../src/report/compare.js';
import { findExtreme, tabulate } from '../../src/report/table.js';
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

/** The same, measured in rounds of so many. */
function measured(...repetitions: readonly string[]) {
  const plan = planOf(...repetitions.map(() => 'SERIAL'));
  const configurations = plan.configurations.map((configuration, index) => {
    const value = repetitions[index] ?? '';
    return { ...configuration, label: `repetitions ${value}`, coordinates: [{ axis: 'repetitions', value }] };
  });
  const results = repetitions.map((value, index) => succeeded(index, 0, value === '5' ? 100 : 300));
  return tabulate({ ...plan, configurations }, results);
}

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
    const changes = compareRows(before, after, 'WALL', 0.05).rows.map(({ label, change }) => [label, change]);
    expect(changes).toEqual([
      ['SERIAL', 'REGRESSION'],
      ['THREADS', 'IMPROVEMENT'],
      ['ASYNC', 'TIED'],
    ]);
    const rates = compareRows(before, after, 'THROUGHPUT', 0.05).rows.map(({ change }) => change);
    expect(rates).toEqual(['REGRESSION', 'IMPROVEMENT', 'TIED']);
  });

  it('say nothing of a difference that is wide open, or not worth a word', () => {
    const noisy = tabulate(planOf('SERIAL'), [succeeded(0, 0, 150, 2)]);
    expect(compareRows(before, noisy, 'WALL', 0.05).rows[0]?.change).toBe('TIED');
    const slower = tabulate(planOf('SERIAL'), [succeeded(0, 0, 120, 1.001)]);
    expect(compareRows(before, slower, 'WALL', 0.5).rows[0]?.change).toBe('TIED');
  });

  it('are worth no more than the less trustworthy of the two', () => {
    const validity = { verdict: 'DISTURBED', reasons: [] } as const;
    const after = tabulate(planOf('SERIAL', 'THREADS'), [{ ...succeeded(0, 0, 100), validity }, succeeded(1, 0, 100)]);
    expect(compareRows(before, after, 'WALL', 0.05).rows.map(({ validity: joined }) => joined)).toEqual([
      'DISTURBED',
      'VALID',
      null,
    ]);
  });

  it('name what is only in one of them, and what was not measured', () => {
    const after = tabulate(planOf('SERIAL', 'PROCESSES'), [succeeded(1, 0, 100)]);
    expect(compareRows(before, after, 'WALL', 0.05).rows.map(({ label, change }) => [label, change])).toEqual([
      ['SERIAL', 'NOT_MEASURED'],
      ['THREADS', 'ONLY_BEFORE'],
      ['ASYNC', 'ONLY_BEFORE'],
      ['PROCESSES', 'ONLY_AFTER'],
    ]);
  });

  it('hold what is measured in several ways against what is measured alike', () => {
    const { rows } = compareRows(measured('5', '10', '15'), measured('10', '5', '20'), 'WALL', 0.05);
    expect(rows.map(({ label, change }) => [label, change])).toEqual([
      ['repetitions 5', 'TIED'],
      ['repetitions 10', 'TIED'],
      ['repetitions 15', 'ONLY_BEFORE'],
      ['repetitions 20', 'ONLY_AFTER'],
    ]);
  });
});
