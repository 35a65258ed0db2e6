/**
 * One thing at a time, in the order of asking. The classroom's writes look before they write (is the name
 * free, is a try left, which fact is next), and the process owns the store: a queue is all the locking needed.
 */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Do not ask for a turn within a turn: it would wait for itself. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    // Whoever asked is told; those behind go on.
    this.#last = done.catch(() => {});
    return done;
  }
}
