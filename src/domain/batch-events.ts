/** Facts about a batch, numbered per batch as those of a run are per run. */
import type { TerminalState } from './run.js';

/** How far a batch is. */
export interface BatchProgress {
  /** Runs that have ended. */
  readonly ended: number;
  readonly total: number;
  /** Until all have ended, as far as earlier runs tell; null where none was like these. */
  readonly remainingMs: number | null;
}

export type BatchFact =
  | ({ readonly kind: 'BatchQueued' } & BatchProgress)
  | ({ readonly kind: 'BatchRunStarted'; readonly runId: string; readonly label: string } & BatchProgress)
  | ({
      readonly kind: 'BatchRunFinished';
      readonly runId: string;
      readonly label: string;
      readonly state: TerminalState;
    } & BatchProgress)
  | ({ readonly kind: 'BatchFinished' } & BatchProgress);

export type BatchFactKind = BatchFact['kind'];

export type BatchEvent = BatchFact & {
  readonly batchId: string;
  /** From 1, per batch, without gaps. */
  readonly seq: number;
  readonly at: Date;
};
