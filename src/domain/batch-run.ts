/** A batch as it is kept: its configurations, and what became of their runs. */
import type { BatchOrder, BatchPriority } from './batch-plan.js';
import type { Coordinate } from './matrix.js';
import type { Outcome, RunState, Summary } from './run.js';
import type { Validity } from './validity.js';

export interface StoredConfiguration {
  readonly label: string;
  readonly coordinates: readonly Coordinate[];
  readonly experimentId: string;
  /** The same in all batches that measure the same thing. */
  readonly subject: string;
}

export interface StoredBatchPlan {
  readonly repetitions: number;
  readonly order: BatchOrder;
  readonly priority: BatchPriority;
  readonly baseline: readonly Coordinate[];
  readonly configurations: readonly StoredConfiguration[];
}

/** One of its runs. */
export interface BatchRunResult {
  readonly runId: string;
  readonly configuration: number;
  readonly repetition: number;
  readonly state: RunState;
  readonly summary: Summary | null;
  readonly outcomes: readonly Outcome[];
  /** Once it has ended. */
  readonly validity: Validity | null;
}
