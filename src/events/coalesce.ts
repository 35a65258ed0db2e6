/** Thins a stream of snapshots out to what a person can see. */
import { endable } from './endable.js';
import { Signal } from './signal.js';

/**
 * The first value at once, then at most one in an interval, always the newest there is. The last is never
 * lost: what came within an interval is told when it is over, and the end or the failure of the source after it.
 *
 * The source is read as fast as it yields, whether anybody pulls or not, and at most one value is kept. Ending
 * it with `return` ends the source and drops what was not told.
 * @param source ends on `return` even while it waits: see `endable`
 * @param intervalMs the least time from one value to the next
 */
export function coalesce<T>(source: AsyncIterable<T>, intervalMs: number): AsyncIterableIterator<T> {
  return endable((ended) => thinOut(source[Symbol.asyncIterator](), intervalMs, ended));
}

async function* thinOut<T>(
  source: AsyncIterator<T>,
  intervalMs: number,
  ended: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const inbox = new Inbox<T>();
  void inbox.fill(source);
  let rested = Promise.resolve();
  try {
    for (;;) {
      while (!inbox.newest && !inbox.over && !ended.aborted) await inbox.changed.wait(ended);
      if (inbox.newest) await rested;
      if (ended.aborted) return;
      const { newest } = inbox;
      if (newest) {
        inbox.newest = null;
        // From now on, and not from when the next one is asked for.
        rested = rest(intervalMs, ended);
        yield newest.value;
      } else {
        if (inbox.over?.failure) throw inbox.over.failure.error;
        return;
      }
    }
  } finally {
    if (!inbox.over) await source.return?.();
  }
}

/** The newest value of a source. */
class Inbox<T> {
  newest: { readonly value: T } | null = null;
  over: { readonly failure: { readonly error: unknown } | null } | null = null;
  readonly changed = new Signal();

  async fill(source: AsyncIterator<T>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await source.next();
        if (done) break;
        this.newest = { value };
        this.changed.notify();
      }
      this.over = { failure: null };
    } catch (error) {
      this.over = { failure: { error } };
    }
    this.changed.notify();
  }
}

function rest(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    ended.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      ended.removeEventListener('abort', done);
      resolve();
    }
  });
}
