import { setMaxListeners } from 'node:events';

/**
 * A generator that can be ended while it waits. `return()` of a plain async generator only takes effect at
 * its next yield, so a follower of something quiet would outlive its client for hours.
 * @param create is given the signal that ends its waits
 * @param closing ends it from the other side, where there is one
 */
export function endable<T>(
  create: (ended: AbortSignal) => AsyncGenerator<T, void, undefined>,
  closing?: AbortSignal,
): AsyncIterableIterator<T> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  // One listener for each follower, and there may be thousands: no leak to be warned of.
  if (closing) setMaxListeners(0, closing);
  closing?.addEventListener('abort', end, { once: true });
  ending.signal.addEventListener('abort', () => closing?.removeEventListener('abort', end), { once: true });
  if (closing?.aborted) end();
  const generator = create(ending.signal);
  return {
    async next() {
      const result = await generator.next();
      if (result.done) end();
      return result;
    },
    return() {
      end();
      return generator.return();
    },
    throw(error: unknown) {
      end();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
