/**
 * The queue as people see it, now and after every change. Made once for all who follow: a class may, and thousands
 * wait.
 */
import { endable } from '../events/endable.js';
import { Signal } from '../events/signal.js';

/** What the lab is doing and what waits, as of one moment. */
export interface QueueSnapshot {
  /** The run that the lab has, or null; the first one of a turn that several share. */
  readonly running: string | null;
  /** Waiting runs, the next one first. */
  readonly waiting: readonly string[];
}

interface Picture {
  readonly snapshot: QueueSnapshot;
  readonly text: string;
}

export class QueueFeed {
  readonly #look: () => QueueSnapshot;
  readonly #closing: AbortSignal;
  readonly #changed = new Signal();
  /** As of the last change; null until somebody looks. */
  #picture: Picture | null = null;

  constructor(look: () => QueueSnapshot, closing: AbortSignal) {
    this.#look = look;
    this.#closing = closing;
  }

  tellChange(): void {
    this.#picture = null;
    this.#changed.notify();
  }

  /** Resolves at the next change, or when the feed closes. */
  change(): Promise<void> {
    return this.#changed.wait(this.#closing);
  }

  /** Whoever reads slowly gets the newest, not all in between. */
  follow(): AsyncIterableIterator<QueueSnapshot> {
    return endable((ended) => this.#follow(ended), this.#closing);
  }

  async *#follow(ended: AbortSignal): AsyncGenerator<QueueSnapshot, void, undefined> {
    let told = '';
    while (!ended.aborted) {
      const changed = this.#changed.wait(ended);
      this.#picture ??= toPicture(this.#look());
      const { snapshot, text } = this.#picture;
      if (text !== told) {
        told = text;
        yield snapshot;
      }
      await changed;
    }
  }
}

function toPicture(snapshot: QueueSnapshot): Picture {
  return { snapshot, text: JSON.stringify(snapshot) };
}
