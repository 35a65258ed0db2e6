/** What came and was not read yet, from a sender that does not wait to a reader that does. */
export class Inbox<T> implements AsyncIterable<T> {
  #values: T[] = [];
  #over: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;
  readonly #keeps: 'all' | 'newest';

  /** @param keeps what of the values that nobody has read yet */
  constructor(keeps: 'all' | 'newest') {
    this.#keeps = keeps;
  }

  put(value: T): void {
    if (this.#keeps === 'newest') this.#values = [value];
    else this.#values.push(value);
    this.#wake?.();
  }

  /** Nothing more will come. @param error what the reader is thrown when it has read the rest; null for none */
  end(error: unknown = null): void {
    this.#over ??= { error };
    this.#wake?.();
  }

  /** The reader has had enough: what it has not read is dropped. */
  drop(): void {
    this.#values = [];
    this.#over = { error: null };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as T;
      if (this.#over) {
        if (this.#over.error !== null) throw this.#over.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
