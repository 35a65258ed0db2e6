/**
 * The order of turns: the higher priority first; among equals, owners take turns (`turns.ts`). A run of a batch
 * waits for every run that somebody asked for by itself, so that a batch of thousands never holds one up for
 * longer than the run in progress.
 */
import type { BatchPriority } from '../domain/batch-plan.js';
import { Turns, type Waiting } from './turns.js';

/** Runs that somebody asked for by themselves have 0. */
export const BATCH_PRIORITY: Readonly<Record<BatchPriority, number>> = { HIGH: -1, NORMAL: -2, LOW: -3 };

export class QueueOrder<Run extends Waiting & { readonly priority: number }> {
  /** The higher priority first. */
  readonly #classes: { readonly priority: number; readonly turns: Turns<Run> }[] = [];

  add(run: Run): void {
    let found = this.#classes.find(({ priority }) => priority === run.priority);
    if (!found) {
      found = { priority: run.priority, turns: new Turns() };
      this.#classes.push(found);
      this.#classes.sort((a, b) => b.priority - a.priority);
    }
    found.turns.add(run);
  }

  /** @returns the runs of the next turn; none where nothing waits. */
  take(): readonly Run[] {
    for (const { turns } of this.#classes) {
      const turn = turns.take();
      if (turn.length > 0) return turn;
    }
    return [];
  }

  /** @returns whether it was waiting. */
  remove(runId: string): boolean {
    return this.#classes.some(({ turns }) => turns.remove(runId));
  }

  /** In the order of their turns, as things stand. */
  list(): readonly Run[] {
    return this.#classes.flatMap(({ turns }) => turns.list());
  }

  /** Those that a run of this priority goes before. */
  below(priority: number): readonly Run[] {
    return this.#classes.flatMap((one) => (one.priority < priority ? one.turns.list() : []));
  }
}
