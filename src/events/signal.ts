/** Wakes whoever waits; nobody waiting, it is forgotten. Pair it with a condition that is looked at anew. */
export class Signal {
  #waiters = new Set<() => void>();

  notify(): void {
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const wake of waiters) wake();
  }

  /** Resolves at the next `notify`, or when aborted. */
  wait(aborted: AbortSignal): Promise<void> {
    if (aborted.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.#waiters;
      const wake = (): void => {
        aborted.removeEventListener('abort', wake);
        waiters.delete(wake);
        resolve();
      };
      waiters.add(wake);
      aborted.addEventListener('abort', wake, { once: true });
    });
  }
}
