/**
 * What is read from the store, live: a reading now, and another after changes. Whoever reads slowly gets the
 * newest, not all in between; what is the same as before is not told again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { endable } from './endable.js';
import { Signal } from './signal.js';

/** One look at the store for all changes that a person would see at once. */
const LEAST_MS = 100;

export class LiveReading<T> {
  readonly #read: (id: string) => Promise<T>;
  readonly #versionOf: (reading: T) => unknown;
  readonly #followed = new Map<string, { readonly changed: Signal; readonly gone: AbortController }>();
  readonly #closing = new AbortController();

  /** @param versionOf differs between readings that differ */
  constructor(read: (id: string) => Promise<T>, versionOf: (reading: T) => unknown) {
    this.#read = read;
    this.#versionOf = versionOf;
  }

  read(id: string): Promise<T> {
    return this.#read(id);
  }

  /** What is in the store by now may read differently. */
  changed(id: string): void {
    this.#followed.get(id)?.changed.notify();
  }

  /** It was deleted: whoever follows it is done. */
  forget(id: string): void {
    this.#followed.get(id)?.gone.abort();
    this.#followed.delete(id);
  }

  follow(id: string): AsyncIterableIterator<T> {
    const known = this.#followed.get(id) ?? { changed: new Signal(), gone: new AbortController() };
    this.#followed.set(id, known);
    const over = AbortSignal.any([this.#closing.signal, known.gone.signal]);
    return endable((ended) => this.#follow(id, known.changed, ended), over);
  }

  close(): void {
    this.#closing.abort();
  }

  async *#follow(id: string, signal: Signal, ended: AbortSignal): AsyncGenerator<T, void, undefined> {
    let told: unknown = null;
    while (!ended.aborted) {
      const changed = signal.wait(ended);
      const reading = await this.#read(id);
      const version = this.#versionOf(reading);
      if (version !== told) {
        told = version;
        yield reading;
      }
      await changed;
      await pause(LEAST_MS, undefined, { signal: ended }).catch(() => {});
    }
  }
}
