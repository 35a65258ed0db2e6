/** Where the rounds of one run are played: on the crew of Node workers, or on an interpreter of its own. */
import type { RunRecording } from '../domain/recording.js';
import type { Environment, Failure, Measurement } from '../domain/run.js';
import type { WorkerCost } from '../domain/worker-cost.js';
import type { Sight } from './sight.js';

export interface Bench {
  /** What can be seen of a round while it is on. */
  readonly sight: Sight;
  /** Threads and processes that play a round; those of a SERIAL or ASYNC group are one. */
  readonly members: number;
  /** Processes that are at work for the run, whose children of before are counted with them. */
  processIds(): readonly number[];
  takeEnvironment(): Environment;
  /**
   * Sees to it that all workers of the next round are there.
   * @returns false when it was called off first
   * @throws when they cannot be started
   */
  prepare(calledOff: AbortSignal): Promise<boolean>;
  /**
   * Plays one round, from its preparation to its measurement.
   * @param round from 0
   * @param anyEnd ends it early: it was called off, or is deadlocked
   */
  play(round: number, warmup: boolean, anyEnd: AbortSignal): Promise<RoundOutcome>;
  /** What was recorded of its rounds, once; absent where nothing was to be. */
  recorded(): RunRecording | undefined;
  /** What its workers cost beside their work. Once, after the last round; none where they never were there. */
  workerCosts(): readonly WorkerCost[];
  /** After the last round, or instead of it. Resolves when nothing goes on any more that the run has started. */
  close(): Promise<void>;
}

export type RoundOutcome =
  | { readonly kind: 'measured'; readonly measurement: Measurement }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** It ended early, before it was complete. */
  | { readonly kind: 'called off' };
