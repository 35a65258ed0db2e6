/** What a sweep over worker counts shows: points, the laws fitted to them, and which of those the evidence favours. */
import type { Fabric, Primitive } from './experiment.js';
import type { Estimate } from './run.js';
import type { LeftOutRun } from './sweep.js';
import type { ValidityReason, ValidityVerdict } from './validity.js';

/**
 * C(N) is the speed-up of N workers over one:
 *   LINEAR     C = N
 *   AMDAHL     C = N / (1 + σ(N − 1)): a fraction σ of the work is serial (Amdahl 1967)
 *   GUSTAFSON  C = s + (1 − s)N: the parallel part grows with N, s of the time is serial (Gustafson 1988)
 *   UNIVERSAL  C = N / (1 + σ(N − 1) + κN(N − 1)): contention σ, and coherence κ between each two (Gunther 1993)
 */
export const SCALING_LAWS = ['LINEAR', 'AMDAHL', 'GUSTAFSON', 'UNIVERSAL'] as const;
export type ScalingLaw = (typeof SCALING_LAWS)[number];

/** RATE is the units of work a second of one worker; the rest are fractions without a unit. */
export const SCALING_PARAMETERS = ['RATE', 'SERIAL_FRACTION', 'CONTENTION', 'COHERENCE'] as const;
export type ScalingParameterName = (typeof SCALING_PARAMETERS)[number];

/** A figure with its 95 % interval, whose ends are null where too few rounds stand behind it. */
export interface Bounded {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ScalingParameter extends Bounded {
  readonly name: ScalingParameterName;
}

/** One number of workers, as measured. What is relative is null where nobody measured one worker. */
export interface ScalingPoint {
  readonly workers: number;
  /** Measured rounds. */
  readonly rounds: number;
  /** The worst of its runs; null where one was judged by nobody. */
  readonly validity: ValidityVerdict | null;
  /** What speaks against its figures. */
  readonly reasons: readonly ValidityReason[];
  readonly wall: Estimate;
  readonly throughput: Estimate;
  /** Of throughput, over one worker. */
  readonly speedup: Bounded | null;
  /** Speed-up for each worker. */
  readonly efficiency: Bounded | null;
  /** Karp and Flatt's experimentally determined serial fraction; null for one worker. Below 0 beyond linear. */
  readonly serialFraction: Bounded | null;
}

/** The number of workers at which a law's throughput is highest. */
export interface ScalingPeak {
  readonly workers: number;
  readonly low: number;
  /** null where the data would also agree with no peak at all. */
  readonly high: number | null;
  /** There. */
  readonly speedup: number;
}

export interface ScalingFit {
  readonly law: ScalingLaw;
  readonly parameters: readonly ScalingParameter[];
  /** Of the UNIVERSAL law with a coherence above 0; null where throughput never falls. */
  readonly peak: ScalingPeak | null;
  /** Root mean square of what the law misses rounds by, in parts of their throughput. */
  readonly residual: number;
  /** Akaike's criterion, corrected for few rounds: only differences mean anything. */
  readonly aicc: number;
  /** How far it is above the best law's. */
  readonly deltaAicc: number;
}

export const FIT_REFUSALS = ['NO_SINGLE_WORKER', 'TOO_FEW_POINTS', 'TOO_FEW_ROUNDS', 'NOT_POSITIVE'] as const;
export type FitRefusalCode = (typeof FIT_REFUSALS)[number];

/** Why a law was not fitted. */
export interface FitRefusal {
  readonly law: ScalingLaw;
  readonly code: FitRefusalCode;
  /** What would be needed, and what there is. */
  readonly message: string;
}

export interface ScalingFits {
  readonly fits: readonly ScalingFit[];
  readonly refusals: readonly FitRefusal[];
  /** The law that the evidence favours; null where none was fitted. */
  readonly chosen: ScalingLaw | null;
  /** Why that one, or why none. */
  readonly reason: string;
}

/** Runs of one experiment in all but the number of workers. */
export interface ScalingReport extends ScalingFits {
  /** The task's kind. */
  readonly task: string;
  readonly fabric: Fabric;
  readonly primitive: Primitive;
  readonly runtime: string;
  /** What one unit of work is. */
  readonly workUnit: string;
  /** Ascending in workers; runs of the same number are one point. */
  readonly points: readonly ScalingPoint[];
  /** Runs that no figure stands on. */
  readonly leftOut: readonly LeftOutRun[];
  /** The worst of the points. */
  readonly validity: ValidityVerdict | null;
}
