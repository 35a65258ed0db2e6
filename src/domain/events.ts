/**
 * Facts about a run, told as they happen. The lab says *what* (`RunFact`); the events room gives each fact
 * its number and its moment (`RunEvent`).
 */
import type { RunRecording } from './recording.js';
import type { Validity } from './validity.js';
import type { WorkerCost } from './worker-cost.js';
import type { Failure, Measurement, Environment, Outcome, Summary, TerminalState } from './run.js';

/** The states of the unit, as they can be seen from outside. */
export const WORKER_STATES = ['NEW', 'RUNNABLE', 'RUNNING', 'BLOCKED', 'WAITING', 'TERMINATED'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

export interface WorkerStateChange {
  readonly worker: number;
  readonly state: WorkerState;
  /** What it is blocked on; null in every other state. */
  readonly on: string | null;
}

export type RequeueReason = 'SERVER_KILLED' | 'SERVER_STOPPED';

export type RunFact =
  | { readonly kind: 'RunQueued'; readonly position: number }
  | { readonly kind: 'RunRequeued'; readonly reason: RequeueReason }
  | { readonly kind: 'RunStarted'; readonly attempt: number }
  | { readonly kind: 'RoundStarted'; readonly round: number; readonly warmup: boolean }
  | { readonly kind: 'RunProgress'; readonly fraction: number }
  | {
      readonly kind: 'WorkerStateChanged';
      readonly worker: number;
      readonly state: WorkerState;
      readonly on: string | null;
    }
  | { readonly kind: 'RoundFinished'; readonly sampleId: string }
  | { readonly kind: 'RunFinished'; readonly state: TerminalState };

export type RunFactKind = RunFact['kind'];

export type RunEvent = RunFact & {
  readonly runId: string;
  /** From 1, per run, without gaps. */
  readonly seq: number;
  readonly at: Date;
};

/** What the lab reports while it executes a run; the scheduler turns it into rows and facts. */
export type LabReport =
  /** The workers are there, and the first round begins. `at`: by the lab's clock, which is the server's: the epoch's milliseconds. */
  | { readonly kind: 'started'; readonly environment: Environment; readonly at: number }
  | { readonly kind: 'roundStarted'; readonly round: number; readonly warmup: boolean }
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'workerStates'; readonly changes: readonly WorkerStateChange[] }
  | { readonly kind: 'roundFinished'; readonly measurement: Measurement }
  | { readonly kind: 'ended'; readonly ending: RunEnding };

export interface RunEnding {
  readonly state: TerminalState;
  readonly failure: Failure | null;
  readonly summary: Summary | null;
  readonly outcomes: readonly Outcome[];
  /** Where it was recorded. */
  readonly recording?: RunRecording;
  readonly validity: Validity;
  /** None where it never had its workers. */
  readonly workerCosts: readonly WorkerCost[];
}
