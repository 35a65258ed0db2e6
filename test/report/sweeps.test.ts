import { describe, expect, it } from 'vitest';
import { scaleSweep } from '../../src/report/scaling.js';
import { findSweeps, workersOf, type Sweep } from '../../src/report/sweeps.js';
import { tabulate } from '../../src/report/table.js';
import { ENVIRONMENT, scalingMatrix, type MadeUpMatrix } from './made-up-matrix.js';
import { planOf, succeeded } from './rows.js';

const sweepsOf = ({ plan, results }: MadeUpMatrix): readonly Sweep[] => findSweeps(tabulate(plan, results));

async function scale(matrix: MadeUpMatrix) {
  const [sweep] = sweepsOf(matrix);
  if (!sweep) throw new Error('There is no sweep.');
  return scaleSweep(sweep, matrix.records);
}

describe('the sweeps of a matrix', () => {
  it('are one for each combination of the axes that are not the workers', () => {
    const sweeps = sweepsOf(scalingMatrix(['THREADS', 'PROCESSES'], [1, 2, 4]));
    expect(sweeps.map(({ label, rows }) => [label, rows.map(workersOf)])).toEqual([
      ['fabric THREADS', [1, 2, 4]],
      ['fabric PROCESSES', [1, 2, 4]],
    ]);
    expect(sweepsOf(scalingMatrix(['THREADS'], [1, 2])).map(({ label }) => label)).toEqual(['']);
    expect(sweepsOf(scalingMatrix(['THREADS'], [1]))).toEqual([]);
    expect(findSweeps(tabulate(planOf('SERIAL', 'THREADS'), [succeeded(0, 0, 1)]))).toEqual([]);
  });
});

describe('the scaling of a sweep', () => {
  it('is told with the law that the rounds of its runs speak for', async () => {
    const { report, refusedBecause } = await scale(scalingMatrix(['THREADS'], [1, 2, 4, 8]));
    expect(refusedBecause).toBeNull();
    expect(report?.chosen).toBe('LINEAR');
    expect(report?.points.map(({ workers, speedup }) => [workers, Math.round(speedup?.value ?? 0)])).toEqual([
      [1, 1],
      [2, 2],
      [4, 4],
      [8, 8],
    ]);
  });

  it('has not every law, and the reason, with too few numbers of workers or too few rounds', async () => {
    const few = await scale(scalingMatrix(['THREADS'], [1, 2]));
    expect(few.report?.refusals.map(({ code }) => code)).toContain('TOO_FEW_POINTS');
    const short = await scale(scalingMatrix(['THREADS'], [1, 2, 4, 8], [1, 1]));
    expect(short.report?.chosen).toBeNull();
    expect(short.report?.reason).toContain('5 measured rounds');
    const apart = await scale(scalingMatrix(['THREADS'], [2, 4, 8]));
    expect(apart.report?.reason).toContain('one worker');
  });

  it('is refused where its runs cannot be held against each other, or none succeeded', async () => {
    const matrix = scalingMatrix(['THREADS'], [1, 2]);
    const records: MadeUpMatrix['records'] = {
      ...matrix.records,
      findSweepRuns: async (ids) => {
        const [first, ...others] = await matrix.records.findSweepRuns(ids);
        return first ? [{ ...first, environment: { ...ENVIRONMENT, cores: 64 } }, ...others] : [];
      },
    };
    const elsewhere = await scale({ ...matrix, records });
    expect(elsewhere.report).toBeNull();
    expect(elsewhere.refusedBecause?.join()).toContain('64 cores');
    const none = await scale({ ...matrix, results: [] });
    expect(none.refusedBecause).toEqual(['None of its runs has succeeded.']);
  });
});
