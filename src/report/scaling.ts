/** The scaling of finished runs: looked up, checked to be one sweep, and summarised. */
import type { Checked } from '../domain/problem.js';
import type { ScalingReport } from '../domain/scaling.js';
import { checkSweep, type SweepRun } from '../domain/sweep.js';
import { summarizeSweep, type MeasuredRun } from '../lab/summarize-sweep.js';
import type { Records } from '../store/records.js';
import type { Sweep } from './sweeps.js';

export type SweepRecords = Pick<Records, 'findSweepRuns' | 'findWalls'>;

/** @param runIds of runs that whoever asks may see; others are told as unknown */
export async function scaleRuns(
  runIds: readonly string[],
  visible: readonly string[],
  records: SweepRecords,
): Promise<Checked<ScalingReport>> {
  const sweep = checkSweep(runIds, await records.findSweepRuns(visible));
  if (!sweep.ok) return sweep;
  const { runs, leftOut } = sweep.value;
  const walls = await records.findWalls(runs);
  const toMeasured = ({ id, plan, validity }: SweepRun): MeasuredRun => ({
    plan,
    wallsMs: walls.get(id) ?? [],
    validity,
  });
  const [first, ...others] = runs;
  return { ok: true, value: summarizeSweep([toMeasured(first), ...others.map(toMeasured)], leftOut) };
}

/** What the sweep of a matrix shows, or why nothing can be said of it. */
export type SweepScaling =
  | { readonly report: ScalingReport; readonly refusedBecause: null }
  | { readonly report: null; readonly refusedBecause: readonly string[] };

/** Of the runs that succeeded so far. It computes for some tens of milliseconds. */
export async function scaleSweep({ rows }: Sweep, records: SweepRecords): Promise<SweepScaling> {
  const runIds = rows.flatMap(({ measuredRuns }) => measuredRuns);
  if (runIds.length === 0) return { report: null, refusedBecause: ['None of its runs has succeeded.'] };
  const checked = await scaleRuns(runIds, runIds, records);
  if (checked.ok) return { report: checked.value, refusedBecause: null };
  return { report: null, refusedBecause: [...new Set(checked.problems.map(({ message }) => message))] };
}
