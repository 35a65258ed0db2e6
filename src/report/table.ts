/** What a matrix came to: a row for each configuration, with figures over all its runs. */
import type { BatchRunResult, StoredBatchPlan, StoredConfiguration } from '../domain/batch-run.js';
import { movedTo, placeOf } from '../domain/matrix.js';
import { isTerminal, type Estimate, type Outcome, type Summary } from '../domain/run.js';
import { combineEstimates, overlaps, ratioOf } from '../stats/log-interval.js';
import { boundOfNoneSeen } from '../stats/none-seen.js';
import { joinValidity, type JoinedValidity } from './joined-validity.js';

export const BATCH_METRICS = ['WALL', 'CPU', 'THROUGHPUT', 'SPEEDUP'] as const;
/** What rows are compared by. Of times less is better, of the others more. */
export type BatchMetric = (typeof BATCH_METRICS)[number];

export interface Row extends StoredConfiguration {
  readonly index: number;
  readonly runs: number;
  readonly ended: number;
  /** Those that succeeded, by their ids: what the figures stand on. */
  readonly measuredRuns: readonly string[];
  /** Measured, of those runs. */
  readonly rounds: number;
  /** Of those; null where none was judged. */
  readonly validity: JoinedValidity | null;
  readonly wall: Estimate | null;
  readonly cpu: Estimate | null;
  readonly throughput: Estimate | null;
  /** Its throughput over the baseline's; null where there is none to be held against. */
  readonly speedup: Estimate | null;
  readonly workUnit: string | null;
  readonly outcomes: readonly Outcome[];
  readonly isBaseline: boolean;
}

export function tabulate(plan: StoredBatchPlan, results: readonly BatchRunResult[]): readonly Row[] {
  const byConfiguration = new Map<number, BatchRunResult[]>(plan.configurations.map((_, index) => [index, []]));
  for (const result of results) byConfiguration.get(result.configuration)?.push(result);
  const rows = plan.configurations.map((configuration, index) =>
    toRow(configuration, index, byConfiguration.get(index) ?? []),
  );
  const byPlace = new Map(rows.map((row) => [placeOf(row.coordinates), row]));
  return rows.map((row) => {
    const baseline = byPlace.get(placeOf(movedTo(row.coordinates, plan.baseline)));
    if (!baseline || plan.baseline.length === 0) return row;
    const isBaseline = baseline === row;
    const speedup =
      row.throughput && baseline.throughput && !isBaseline
        ? { ...ratioOf(row.throughput, baseline.throughput), unit: '×' }
        : null;
    return { ...row, speedup, isBaseline };
  });
}

export function metricOf(row: Row, metric: BatchMetric): Estimate | null {
  switch (metric) {
    case 'WALL':
      return row.wall;
    case 'CPU':
      return row.cpu;
    case 'THROUGHPUT':
      return row.throughput;
    case 'SPEEDUP':
      return row.speedup;
  }
}

/** The best or the worst, and all that cannot be told from it: their intervals overlap. */
export function findExtreme(rows: readonly Row[], metric: BatchMetric, end: 'best' | 'worst'): readonly Row[] {
  const isLessBetter = metric === 'WALL' || metric === 'CPU';
  const direction = isLessBetter === (end === 'best') ? 1 : -1;
  const measured = rows.flatMap((row) => {
    const estimate = metricOf(row, metric);
    return estimate ? [{ row, estimate }] : [];
  });
  const sorted = measured.toSorted((a, b) => direction * (a.estimate.median - b.estimate.median));
  const [first] = sorted;
  return first ? sorted.filter(({ estimate }) => overlaps(estimate, first.estimate)).map(({ row }) => row) : [];
}

function toRow(configuration: StoredConfiguration, index: number, runs: readonly BatchRunResult[]): Row {
  const succeeded = runs.filter(({ state }) => state === 'SUCCEEDED');
  const summaries = succeeded.flatMap(({ summary }) => summary ?? []);
  return {
    ...configuration,
    index,
    runs: runs.length,
    ended: runs.filter(({ state }) => isTerminal(state)).length,
    measuredRuns: succeeded.map(({ runId }) => runId),
    rounds: summaries.reduce((sum, { rounds }) => sum + rounds, 0),
    validity: joinValidity(succeeded.map(({ validity }) => validity)),
    wall: combine(summaries, ({ wall }) => wall),
    cpu: combine(summaries, ({ cpu }) => cpu),
    throughput: combine(summaries, ({ throughput }) => throughput),
    speedup: null,
    workUnit: summaries[0]?.workUnit ?? null,
    outcomes: joinOutcomes(runs),
    isBaseline: false,
  };
}

function combine(summaries: readonly Summary[], pick: (summary: Summary) => Estimate | null): Estimate | null {
  const estimates = summaries.flatMap((summary) => {
    const estimate = pick(summary);
    return estimate && estimate.low > 0 ? [estimate] : [];
  });
  const [first] = estimates;
  return first ? { ...combineEstimates(estimates), unit: first.unit } : null;
}

/** What was looked out for and not seen in any of them has a bound over the rounds of all. */
function joinOutcomes(runs: readonly BatchRunResult[]): readonly Outcome[] {
  const joined = new Map<string, Pick<Outcome, 'grade' | 'count'>>();
  let total = 0;
  for (const { result, grade, count } of runs.flatMap(({ outcomes }) => outcomes)) {
    total += count;
    joined.set(result, { grade, count: count + (joined.get(result)?.count ?? 0) });
  }
  return [...joined]
    .map(([result, { grade, count }]) => ({
      result,
      grade,
      count,
      share: count / total,
      ...(count === 0 && { shareBound: boundOfNoneSeen(total) }),
    }))
    .toSorted((a, b) => b.count - a.count);
}
