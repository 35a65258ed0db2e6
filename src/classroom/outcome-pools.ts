/** The class as one fleet: the outcomes of all runs of a challenge as one table, live. */
import { setTimeout as pause } from 'node:timers/promises';
import { endable } from '../events/endable.js';
import { Signal } from '../events/signal.js';
import type { ClassroomRecords } from '../store/classroom-records.js';
import { poolOutcomes, type OutcomeTable } from './outcomes.js';

const LEAST_MS = 100;

export class OutcomePools {
  readonly #records: ClassroomRecords;
  readonly #followed = new Map<string, { readonly changed: Signal; readonly gone: AbortController }>();
  readonly #closing = new AbortController();

  constructor(records: ClassroomRecords) {
    this.#records = records;
  }

  async read(challengeId: string): Promise<OutcomeTable> {
    return poolOutcomes(await this.#records.findOutcomes(challengeId));
  }

  /** A run of it has ended. */
  changed(challengeId: string): void {
    this.#followed.get(challengeId)?.changed.notify();
  }

  /** It was deleted: whoever follows it is done. */
  forget(challengeId: string): void {
    this.#followed.get(challengeId)?.gone.abort();
    this.#followed.delete(challengeId);
  }

  /** The table now, and again after further runs. Whoever reads slowly gets the newest, not all in between. */
  follow(challengeId: string): AsyncIterableIterator<OutcomeTable> {
    const known = this.#followed.get(challengeId) ?? { changed: new Signal(), gone: new AbortController() };
    this.#followed.set(challengeId, known);
    const over = AbortSignal.any([this.#closing.signal, known.gone.signal]);
    return endable((ended) => this.#follow(challengeId, known.changed, ended), over);
  }

  async *#follow(
    challengeId: string,
    signal: Signal,
    ended: AbortSignal,
  ): AsyncGenerator<OutcomeTable, void, undefined> {
    let told = -1;
    while (!ended.aborted) {
      const changed = signal.wait(ended);
      const table = await this.read(challengeId);
      if (table.runs !== told) {
        told = table.runs;
        yield table;
      }
      await changed;
      // One look at the store for all runs that a person would see end at once.
      await pause(LEAST_MS, undefined, { signal: ended }).catch(() => {});
    }
  }

  close(): void {
    this.#closing.abort();
  }
}
