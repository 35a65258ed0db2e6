/** All that a report on a matrix tells, put together from the store. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BatchRunResult, StoredBatchPlan } from '../../domain/batch-run.js';
import type { Plan } from '../../domain/experiment.js';
import type { Trend } from '../../domain/trend.js';
import type { BatchRecords, MeasuredAt } from '../../store/batch-records.js';
import { joinValidity, type JoinedValidity } from '../joined-validity.js';
import { scaleSweep, type SweepRecords, type SweepScaling } from '../scaling.js';
import { findSweeps, type Sweep } from '../sweeps.js';
import { tabulate, type Row } from '../table.js';
import { findTrends } from '../trends.js';

export interface BatchReport {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: Date;
  /** Null while runs of it wait. */
  readonly finishedAt: Date | null;
  readonly plan: StoredBatchPlan;
  readonly results: readonly BatchRunResult[];
  /** Of its experiments, in the order of the rows. */
  readonly experiments: readonly Plan[];
  readonly environments: readonly MeasuredAt[];
  readonly validity: JoinedValidity | null;
  readonly rows: readonly Row[];
  readonly sweeps: readonly ScaledSweep[];
  /** Sweeps beyond those, to which no law was fitted. */
  readonly unfitted: number;
  readonly trends: readonly Trend[];
}

export interface ScaledSweep {
  readonly sweep: Sweep;
  readonly scaling: SweepScaling;
}

/** Each takes some tens of milliseconds of the server's processor. */
const MOST_FITS = 100;

/** @returns null where there is no such batch, or where it is none of a matrix */
export async function readBatchReport(
  id: string,
  batches: BatchRecords,
  runs: SweepRecords,
): Promise<BatchReport | null> {
  const batch = await batches.findMatrix(id);
  if (!batch) return null;
  const results = await batches.findResults(id);
  const rows = tabulate(batch.plan, results);
  const sweeps = findSweeps(rows);
  const scaled: ScaledSweep[] = [];
  for (const sweep of sweeps.slice(0, MOST_FITS)) {
    scaled.push({ sweep, scaling: await scaleSweep(sweep, runs) });
    // Others are served meanwhile.
    await nextTurn();
  }
  return {
    ...batch,
    id,
    results,
    rows,
    experiments: [...(await batches.findExperiments(id)).values()],
    environments: await batches.findEnvironments(id),
    validity: joinValidity(results.flatMap(({ state, validity }) => (state === 'SUCCEEDED' ? [validity] : []))),
    sweeps: scaled,
    unfitted: sweeps.length - scaled.length,
    trends: findTrends(rows),
  };
}
