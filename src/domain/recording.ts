/**
 * What can be recorded of a run beside its times, and what came of it.
 *
 * NONE is the default because recording is not free: on the quickest loop there is, a lock that nobody else
 * wants, CONTENTION makes an acquire and its release half as dear again, and a lab that is asked what a lock
 * costs must not answer with the price of its own instruments. On CPython, where the instruments are Python too, it is
 * several times as dear. Each recorded run says what its recording cost.
 */
import { PRIMITIVES } from './experiment.js';
import type { Estimate } from './run.js';

/** CONTENTION counts and times how primitives are used. TRACE keeps what each worker did and when as well. */
export const RECORDINGS = ['NONE', 'CONTENTION', 'TRACE'] as const;
export type Recording = (typeof RECORDINGS)[number];

/** What workers do with a primitive. */
export const OPERATIONS = ['ACQUIRE', 'WAIT', 'PUT', 'GET', 'ADD'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What workers are recorded to use: primitives, and the lock of an interpreter that they share. */
export const USED_KINDS = [...PRIMITIVES, 'INTERPRETER_LOCK'] as const;
export type UsedKind = (typeof USED_KINDS)[number];

/** Figures of a primitive's use that may be missing. */
export const USE_FIGURES = [
  'ACQUISITIONS',
  'CONTENDED',
  'WAIT',
  'HOLD',
  'LONGEST_STREAK',
  'SWITCHES',
  'FAIRNESS',
  'PARKS',
  'WAKES',
  'DEPTH',
] as const;
export type UseFigure = (typeof USE_FIGURES)[number];

/** Milliseconds. */
export interface Durations {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly total: number;
}

export interface WorkerUse {
  readonly worker: number;
  readonly acquisitions: number;
  readonly contended: number;
  readonly waitMs: number;
  /** null where nothing is held. */
  readonly holdMs: number | null;
}

export interface DepthSample {
  /** From the release of the start barrier. */
  readonly atMs: number;
  readonly messages: number;
}

/** How a primitive was used over the measured rounds. A figure that it has not got is null, with a reason. */
export interface PrimitiveUse {
  /** As failures and worker states call it: `LOCK 0`. */
  readonly name: string;
  readonly kind: UsedKind;
  readonly operation: Operation;
  /** The group that it belongs to, 0 and up; 0 for an interpreter's lock, which all groups of threads share. */
  readonly group: number;
  readonly acquisitions: number | null;
  /** Of the acquisitions: those that were not had at the first try. */
  readonly contended: number | null;
  /** Waits that were given up: a time limit, or a channel that ended. */
  readonly givenUp: number | null;
  /** Of those that had to wait. */
  readonly wait: Durations | null;
  readonly hold: Durations | null;
  readonly longestStreak: number | null;
  /** How often it went from one worker to another. */
  readonly switches: number | null;
  /** Jain's index over the workers that wanted it. */
  readonly fairness: number | null;
  readonly parks: number | null;
  readonly wakes: number | null;
  /** Of the last measured round. */
  readonly depth: readonly DepthSample[] | null;
  readonly workers: readonly WorkerUse[];
  readonly missing: readonly { readonly figure: UseFigure; readonly reason: string }[];
}

/** What the recording itself cost, estimated. */
export interface ObserverOverhead {
  /** More for an operation that need not wait, as measured on this host. */
  readonly nsPerOperation: number;
  /** Operations recorded in the measured rounds. */
  readonly operations: number;
  /**
   * Of the wall time of the measured rounds, 0 to 1: of those workers that take turns in one thread, or in one
   * interpreter with a lock, together; of all others, that of the one with the most operations. Without what a lock
   * that is held for longer makes others wait.
   */
  readonly shareOfWall: number;
}

/** What is kept of a trace. */
export interface TraceInfo {
  /** Rounds that are kept: the newest, as many as there is room for. */
  readonly rounds: readonly number[];
  readonly spans: number;
  /** Of these rounds: spans that were overwritten by newer ones. */
  readonly dropped: number;
  readonly bytes: number;
}

/** How evenly, and how long, workers had to wait for each other: of all primitives, over the measured rounds. */
export interface SharingFigures {
  /**
   * Jain's index over the rates at which the workers got what they shared, of the least fair primitive of each round:
   * 1 is even. null where no two workers wanted the same.
   */
  readonly fairness: Estimate | null;
  /** Milliseconds that an acquisition of a lock or a permit had to wait, on average; null where there was none. */
  readonly lockWait: Estimate | null;
}

export interface RunRecording {
  readonly level: Exclude<Recording, 'NONE'>;
  readonly uses: readonly PrimitiveUse[];
  /** Absent in runs of before there was any. */
  readonly sharing?: SharingFigures;
  /** null where no measured round was finished. */
  readonly overhead: ObserverOverhead | null;
  /** null where there is none. */
  readonly trace: TraceInfo | null;
}
