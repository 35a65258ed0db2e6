/**
 * Hands over what comes, one lot after another: what comes while a lot is under way is the next lot. So whatever
 * a lot costs by itself, a transaction say, is paid the less often, the more there is to do; and nothing waits while
 * nothing is under way.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface GathererOptions {
  /** The first lot waits for that. */
  readonly after?: Promise<void>;
  /** From the end of a lot to the next one, at least. */
  readonly restMs?: number;
}

export class Gatherer<T> {
  readonly #handle: (lot: readonly T[]) => Promise<void>;
  readonly #restMs: number;
  /** When the last lot was through. */
  #throughMs = -Infinity;
  #next: T[] | null = null;
  #hasFailed = false;
  #last: Promise<void>;

  /** @param handle a lot that fails is the last one: what comes after it is dropped */
  constructor(
    handle: (lot: readonly T[]) => Promise<void>,
    { after = Promise.resolve(), restMs = 0 }: GathererOptions = {},
  ) {
    this.#handle = handle;
    this.#restMs = restMs;
    this.#last = after;
  }

  add(item: T): void {
    // `settled` says so; nothing is kept for nobody.
    if (this.#hasFailed) return;
    if (this.#next) {
      this.#next.push(item);
      return;
    }
    const lot = [item];
    this.#next = lot;
    this.#last = this.#last.then(async () => {
      const restMs = this.#throughMs + this.#restMs - performance.now();
      if (restMs > 0) await pause(restMs);
      this.#next = null;
      await this.#handle(lot);
      this.#throughMs = performance.now();
    });
    // Seen by `settled`; until then a failure is not an unhandled one.
    this.#last.catch(() => {
      this.#hasFailed = true;
      this.#next = null;
    });
  }

  /** Resolves once all that was added by now is handled. @throws what the first lot that failed threw */
  settled(): Promise<void> {
    return this.#last;
  }
}
