/** Where a run's time went, in words: each sentence with the figures that it stands on. */
import type { Figure } from './lesson.js';

/** Shares of a worker's time, from the release of the start barrier to the end of the round; together 1. */
export interface TimeShares {
  /** Until its first instruction. */
  readonly starting: number;
  readonly running: number;
  /** It could have run, and had no core. */
  readonly runnable: number;
  /** For a primitive, an interpreter lock, a pause or I/O. */
  readonly waiting: number;
  /** It was through, and others were not. */
  readonly done: number;
}

export interface WorkerTime extends TimeShares {
  readonly worker: number;
}

export interface Sentence {
  readonly text: string;
  readonly figures: readonly Figure[];
}

export interface Explanation {
  /** Medians over the measured rounds, for each worker; none where the platform does not tell. */
  readonly workers: readonly WorkerTime[];
  readonly sentences: readonly Sentence[];
}
