/** From the runs of a comparison to its curves, and how near the model of a global lock comes to the real one. */
import { taskNamed } from '../catalog/catalog.js';
import type { Plan } from '../domain/experiment.js';
import type { RunState, Summary } from '../domain/run.js';
import {
  LEAST_GAIN,
  type Curve,
  type CurvePoint,
  type CurveVerdict,
  type ModelComparison,
  type ModelPoint,
  type RuntimeComparison,
} from '../domain/runtime-comparison.js';
import type { Bounded } from '../domain/scaling.js';
import { worstOf, type Validity } from '../domain/validity.js';
import { compareSamples } from '../stats/compare.js';
import { ratioOf } from '../stats/log-interval.js';
import { explainCurves } from './explain-curves.js';
import { unitsOfRound } from './summarize.js';

/** A run of one group. */
export interface ComparedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly state: RunState;
  readonly validity: Validity | null;
  readonly summary: Summary | null;
  /** Of its measured rounds, in their order. */
  readonly wallsMs: readonly number[];
}

const MODEL = 'node-gil';

/** @returns null where they differ in more than where they run, or none is of one thread to hold the others against */
export function compareRuntimes(runs: readonly ComparedRun[]): RuntimeComparison | null {
  const kinds = [...new Set(runs.map(({ plan }) => plan.groups[0].task.kind))];
  const [kind] = kinds;
  const baselines = new Map(runs.filter(isBaseline).map((run) => [run.plan.runtime, run]));
  const isAlike = kinds.length === 1 && new Set(runs.map(placeOf)).size === runs.length;
  if (kind === undefined || !isAlike || baselines.size === 0) return null;
  const curves = toCurves(runs, baselines);
  const models = compareModel(curves);
  return {
    task: kind,
    workUnit: taskNamed(kind).workUnit,
    curves,
    models,
    validity: worstOf(runs.map(({ validity }) => validity?.verdict ?? null)),
    sentences: explainCurves(curves, models),
  };
}

function placeOf({ plan: { runtime, groups } }: ComparedRun): string {
  return `${runtime} ${groups[0].fabric} ${groups[0].workers}`;
}

function isBaseline({ plan }: ComparedRun): boolean {
  return plan.groups[0].fabric === 'SERIAL' && plan.groups[0].workers === 1;
}

function toCurves(runs: readonly ComparedRun[], baselines: ReadonlyMap<string, ComparedRun>): readonly Curve[] {
  const byCurve = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const { runtime, groups } = run.plan;
    const key = `${runtime} ${groups[0].fabric}`;
    if (!isBaseline(run)) byCurve.set(key, [...(byCurve.get(key) ?? []), run]);
  }
  return [...byCurve.values()].flatMap((own): readonly Curve[] => {
    const [{ plan } = { plan: null }] = own;
    const baseline = plan && baselines.get(plan.runtime);
    if (!plan || !baseline) return [];
    const points = own.map((run) => toPoint(run, baseline)).toSorted((a, b) => a.workers - b.workers);
    const [{ fabric, options }] = plan.groups;
    const gil = (options.switchIntervalMs ?? null) !== null;
    return [{ runtime: plan.runtime, fabric, gil, points, verdict: judge(points) }];
  });
}

/** Round i beside round i of the baseline: they were interleaved. */
function toPoint(run: ComparedRun, baseline: ComparedRun): CurvePoint {
  // One that ended early has fewer.
  const pairs = Math.min(run.wallsMs.length, baseline.wallsMs.length);
  const compared = pairs === 0 ? null : compareSamples(run.wallsMs.slice(0, pairs), baseline.wallsMs.slice(0, pairs));
  // Work that each worker does is more work with more of them.
  const more = unitsOfRound(run.plan) / unitsOfRound(baseline.plan);
  const isBounded = compared && compared.verdict !== 'TOO_FEW_PAIRS';
  const speedup: Bounded | null = compared && {
    value: compared.ratio * more,
    low: isBounded ? compared.low * more : null,
    high: isBounded ? compared.high * more : null,
  };
  const { summary } = run;
  return {
    workers: run.plan.groups[0].workers,
    runId: run.runId,
    state: run.state,
    pairs,
    speedup,
    verdict: speedup && verdictOf(speedup),
    coresAtWork: summary?.cpu ? summary.cpu.median / summary.wall.median : null,
    validity: worstOf([run.validity?.verdict ?? null, baseline.validity?.verdict ?? null]),
  };
}

function verdictOf({ low, high }: Bounded): CurvePoint['verdict'] {
  if (low === null || high === null) return 'TOO_FEW_PAIRS';
  return low <= 1 && high >= 1 ? 'NO_DIFFERENCE_SEEN' : 'DIFFERENT';
}

/** One worker cannot gain, and so it does not count. */
function judge(points: readonly CurvePoint[]): CurveVerdict {
  const several = points.filter(({ workers }) => workers > 1);
  const isAll = (holds: (speedup: Bounded) => boolean): boolean =>
    several.length > 0 && several.every(({ speedup }) => speedup !== null && holds(speedup));
  if (several.some(({ speedup }) => (speedup?.low ?? 0) > LEAST_GAIN)) return 'SCALES';
  if (isAll(({ high }) => high !== null && high < 1)) return 'LOSES';
  return isAll(({ high }) => high !== null && high < LEAST_GAIN) ? 'GAINS_NOTHING' : 'NOT_TOLD';
}

/** The model's curves beside those of each interpreter with a lock, where both have a point. */
function compareModel(curves: readonly Curve[]): readonly ModelComparison[] {
  const model = curves.filter(({ runtime }) => runtime === MODEL);
  const reals = [...new Set(curves.flatMap(({ runtime, gil }) => (gil && runtime !== MODEL ? [runtime] : [])))];
  return reals.flatMap((real): readonly ModelComparison[] => {
    const pairs = model.flatMap(({ fabric, points }) => {
      const others = curves.find((curve) => curve.runtime === real && curve.fabric === fabric)?.points ?? [];
      return points.flatMap((point) => {
        const other = others.find(({ workers }) => workers === point.workers);
        return point.speedup && other?.speedup
          ? [{ fabric, workers: point.workers, own: point.speedup, real: other.speedup }]
          : [];
      });
    });
    if (pairs.length === 0) return [];
    const points = pairs.map(({ own, real: other, ...place }): ModelPoint => {
      const ratio = divide(own, other, pairs.length);
      return { ...place, model: own.value, real: other.value, ratio, verdict: verdictOf(ratio) ?? 'TOO_FEW_PAIRS' };
    });
    const farthest = Math.max(...points.map(({ ratio }) => Math.abs(ratio.value - 1)));
    return [{ model: MODEL, real, points, farthest }];
  });
}

/** They were not measured side by side: each has an error of its own. */
function divide(one: Bounded, other: Bounded, comparisons: number): Bounded {
  const [a, b] = [toInterval(one), toInterval(other)];
  if (!a || !b) return { value: one.value / other.value, low: null, high: null };
  const { median, low, high } = ratioOf(a, b, comparisons);
  return { value: median, low, high };
}

function toInterval({ value, low, high }: Bounded): { median: number; low: number; high: number } | null {
  return low === null || high === null ? null : { median: value, low, high };
}
