/** Runs on their way to the lab: as they are asked for, and as they wait. */
import type { Plan } from '../domain/experiment.js';

export interface QueuedRun {
  readonly runId: string;
  readonly plan: Plan;
  readonly attempt: number;
  /** Whose turn comes first: the higher. */
  readonly priority: number;
  /** Runs with the same turn go to the lab together, which interleaves their rounds. */
  readonly turn: string;
  /** The member whose it is; null: the lab's owner. */
  readonly ownerId: string | null;
}

export type Owned = Pick<QueuedRun, 'runId' | 'ownerId'>;

export type PlannedRun = Pick<QueuedRun, 'runId' | 'plan'>;

export interface NewQueuedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly plan: Plan;
  readonly idempotencyKey: string | null;
  readonly batchId: string | null;
  readonly program: string | null;
  /** Shared by runs that are to be compared; a run that has none takes a turn of its own. */
  readonly turn: string | null;
  /** Of a matrix. */
  readonly configuration?: number;
  readonly repetition?: number;
  /** 0 unless told otherwise. */
  readonly priority?: number;
  readonly ownerId: string | null;
}

export interface QueueFull {
  readonly kind: 'queue full';
  readonly limit: number;
}
