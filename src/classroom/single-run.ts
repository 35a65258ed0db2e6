/** A run of the classroom's: by itself, of no batch. */
import { v7 as createId } from 'uuid';
import type { Plan } from '../domain/experiment.js';
import type { NewQueuedRun } from '../scheduler/queued-run.js';

export function createRun(of: {
  readonly experimentId: string;
  readonly plan: Plan;
  /** Null: the lab's owner. */
  readonly ownerId: string | null;
}): NewQueuedRun {
  return { runId: createId(), ...of, idempotencyKey: null, batchId: null, program: null, turn: null };
}
