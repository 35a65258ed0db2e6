/** From the rounds of a sweep to what its workers gained. */
import { taskNamed } from '../catalog/catalog.js';
import type { Plan } from '../domain/experiment.js';
import type { ScalingPoint, ScalingReport } from '../domain/scaling.js';
import type { LeftOutRun } from '../domain/sweep.js';
import { worstOf, type Validity } from '../domain/validity.js';
import { fitScaling } from '../stats/scaling/fit.js';
import { efficiencyOf, serialFractionOf, speedupOf } from '../stats/scaling/speedup.js';
import { poolByWorkers, type RatesOfWorkers } from '../stats/scaling/sweep.js';
import { estimate, unitsOfRound } from './summarize.js';

export interface MeasuredRun {
  /** Of one group. */
  readonly plan: Plan;
  /** Of its measured rounds, in milliseconds. */
  readonly wallsMs: readonly number[];
  /** null for runs of an earlier version. */
  readonly validity: Validity | null;
}

/** @param runs the same but for their workers, and with at least one round each */
export function summarizeSweep(
  runs: readonly [MeasuredRun, ...MeasuredRun[]],
  leftOut: readonly LeftOutRun[] = [],
): ScalingReport {
  const [{ plan }] = runs;
  const [{ task, fabric, primitive }] = plan.groups;
  const measured = runs.map(toRates);
  const points = poolByWorkers(measured);
  // Of nothing to do, there is no doing it faster.
  const isWork = measured.every(({ rates }) => rates.every((rate) => rate > 0));
  const ratesOfOne = (isWork && points.find(({ workers }) => workers === 1)?.rates) || null;
  return {
    task: task.kind,
    fabric,
    primitive,
    runtime: plan.runtime,
    workUnit: taskNamed(task.kind).workUnit,
    points: points.map((point) => summarizePoint(point, runsOf(runs, point.workers), ratesOfOne)),
    leftOut,
    validity: worstOf(runs.map(({ validity }) => validity?.verdict ?? null)),
    ...fitScaling(measured),
  };
}

function toRates({ plan, wallsMs }: MeasuredRun): RatesOfWorkers {
  const units = unitsOfRound(plan);
  return { workers: plan.groups[0].workers, rates: wallsMs.map((wallMs) => (units / wallMs) * 1000) };
}

function runsOf(runs: readonly MeasuredRun[], workers: number): readonly MeasuredRun[] {
  return runs.filter(({ plan }) => plan.groups[0].workers === workers);
}

function summarizePoint(
  { workers, rates }: RatesOfWorkers,
  runs: readonly MeasuredRun[],
  ratesOfOne: readonly number[] | null,
): ScalingPoint {
  const speedup = ratesOfOne && speedupOf(rates, ratesOfOne);
  return {
    workers,
    rounds: rates.length,
    validity: worstOf(runs.map(({ validity }) => validity?.verdict ?? null)),
    reasons: runs.flatMap(({ validity }) => validity?.reasons ?? []),
    wall: estimate(
      runs.flatMap(({ wallsMs }) => wallsMs),
      'ms',
    ),
    throughput: estimate(rates, '1/s'),
    speedup,
    efficiency: speedup && efficiencyOf(speedup, workers),
    serialFraction: speedup && serialFractionOf(speedup, workers),
  };
}
