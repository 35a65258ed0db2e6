/**
 * One task over fabrics, runtimes and numbers of workers: asked for as a matrix whose runs are interleaved with those
 * of the same runtime, and read as curves of speed-up over one thread of that runtime.
 */
import type { BatchRequest } from './batch-plan.js';
import type { Sentence } from './explanation.js';
import type { Fabric, Parameters } from './experiment.js';
import type { Numbers } from './numbers.js';
import type { Problem } from './problem.js';
import type { RunState } from './run.js';
import type { Bounded } from './scaling.js';
import type { TaskSpec } from './task-spec.js';
import type { ValidityVerdict } from './validity.js';

export interface RuntimeComparisonRequest {
  readonly name: string | null;
  readonly task: { readonly kind: string; readonly parameters: Parameters };
  readonly primitive: string;
  readonly fabrics: readonly string[];
  readonly runtimes: readonly string[];
  readonly workers: readonly number[];
  /** Measured rounds of each run. */
  readonly repetitions: number;
  readonly warmup: number;
  readonly timeoutMs: number;
}

/** What every curve of a runtime is held against: one thread that does it all. */
const BASELINE = { fabric: 'SERIAL', workers: 1 } as const satisfies { fabric: Fabric; workers: number };

/** Where nothing else is asked for; more rounds than an interval needs, few enough for a lesson. */
export const COMPARISON_DEFAULTS = {
  fabrics: ['THREADS', 'PROCESSES'],
  workers: [1, 2, 4],
  repetitions: 15,
} as const satisfies { fabrics: readonly Fabric[]; workers: readonly number[]; repetitions: number };

/** Whether one thread can do it alone, and several workers too: else there is nothing to hold them against. */
export function isComparable({ fabrics, workers = { min: BASELINE.workers } }: TaskSpec): boolean {
  const { min, max = Infinity } = workers;
  return fabrics.includes(BASELINE.fabric) && min <= BASELINE.workers && max > BASELINE.workers;
}

const one = (value: number): Numbers => ({ values: [value] });

export function toMatrix({ fabrics, runtimes, workers, ...request }: RuntimeComparisonRequest): BatchRequest {
  const several = [...new Set([BASELINE.workers, ...workers])];
  return {
    name: request.name,
    matrix: {
      task: [
        {
          kind: request.task.kind,
          parameters: Object.fromEntries(
            Object.entries(request.task.parameters).map(([name, value]) => [
              name,
              typeof value === 'number' ? one(value) : [value],
            ]),
          ),
        },
      ],
      primitive: [request.primitive],
      fabric: [BASELINE.fabric, ...fabrics],
      runtime: runtimes,
      workers: { values: several },
      repetitions: one(request.repetitions),
      warmup: one(request.warmup),
      timeoutMs: one(request.timeoutMs),
    },
    // One thread does as much with the parts of several workers as with one.
    exclude: [{ fabric: [BASELINE.fabric], workers: { values: several.filter((count) => count > BASELINE.workers) } }],
    repetitions: 1,
    order: 'SIDE_BY_SIDE',
    priority: 'NORMAL',
    skipUnsupported: false,
    baseline: BASELINE,
  };
}

const LISTS: Readonly<Record<string, string>> = { fabric: 'fabrics', runtime: 'runtimes' };

/** A problem of the matrix, as one of what it was made from. */
export function toComparisonProblem({ path, ...problem }: Problem): Problem {
  const own = path.replace(/^matrix\.?/, '');
  return { ...problem, path: LISTS[own] ?? own };
}

/** Before it is multiplied out, which would hide them. */
export function checkLists({ fabrics, runtimes, workers }: RuntimeComparisonRequest): readonly Problem[] {
  return Object.entries({ fabrics, runtimes, workers }).flatMap(([path, values]) =>
    values.length > 0 ? [] : [{ path, code: 'EMPTY' as const, message: `${path} has no values.` }],
  );
}

export const CURVE_VERDICTS = ['SCALES', 'GAINS_NOTHING', 'LOSES', 'NOT_TOLD'] as const;
/**
 * SCALES: with some number of workers the whole interval is above a gain of LEAST_GAIN. GAINS_NOTHING: with every
 * number it is below. LOSES: with every number it is below 1. NOT_TOLD: the rounds do not say.
 */
export type CurveVerdict = (typeof CURVE_VERDICTS)[number];

/** From here on it is a gain. */
export const LEAST_GAIN = 1.2;

export type SpeedupVerdict = 'DIFFERENT' | 'NO_DIFFERENCE_SEEN' | 'TOO_FEW_PAIRS';

/** One run, beside that of its runtime's one thread. */
export interface CurvePoint {
  readonly workers: number;
  readonly runId: string;
  readonly state: RunState;
  /** Rounds with one of the baseline beside them. */
  readonly pairs: number;
  /** Of throughput; null where either measured nothing. */
  readonly speedup: Bounded | null;
  /** Whether the interval holds 1; null as above. */
  readonly verdict: SpeedupVerdict | null;
  /** The workers' processor time over the wall time; null where the platform does not tell. */
  readonly coresAtWork: number | null;
  /** That of the less trustworthy of the two runs; null while one is on. */
  readonly validity: ValidityVerdict | null;
}

/** What a fabric of a runtime gains. */
export interface Curve {
  readonly runtime: string;
  readonly fabric: Fabric;
  /** Whether its threads share an interpreter with a global lock. */
  readonly gil: boolean;
  /** Fewest workers first. */
  readonly points: readonly CurvePoint[];
  readonly verdict: CurveVerdict;
}

/** What the model gains, beside what the real one does. */
export interface ModelPoint {
  readonly fabric: Fabric;
  readonly workers: number;
  readonly model: number;
  readonly real: number;
  /** Of the model's speed-up to the real one. The intervals of all points of a pair of runtimes hold together. */
  readonly ratio: Bounded;
  readonly verdict: SpeedupVerdict;
}

export interface ModelComparison {
  readonly model: string;
  readonly real: string;
  readonly points: readonly ModelPoint[];
  /** The ratio that is farthest from 1, as a share: 0.1 is a tenth more or less. */
  readonly farthest: number;
}

export interface RuntimeComparison {
  readonly task: string;
  readonly workUnit: string;
  readonly curves: readonly Curve[];
  /** The model of a global lock, beside each interpreter that has one. */
  readonly models: readonly ModelComparison[];
  /** That of the least trustworthy of all runs; null while one is on. */
  readonly validity: ValidityVerdict | null;
  readonly sentences: readonly Sentence[];
}
