/** Shared memory for threads in one process: a `SharedArrayBuffer`. */
import { Interrupted, type WaitResult, type Words } from '../../primitives/words.js';
import { LONGEST_SLEEP_MS, type MemoryHandle, type SharedMemory, type WordsOptions } from './shared-memory.js';

export class SabMemory implements SharedMemory {
  readonly substrate = 'SHARED_ARRAY_BUFFER';
  readonly buffer: SharedArrayBuffer;
  readonly handle: MemoryHandle;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.handle = { substrate: 'SHARED_ARRAY_BUFFER', buffer };
  }

  static create(bytes: number): SabMemory {
    return new SabMemory(new SharedArrayBuffer(bytes));
  }

  static attach(buffer: SharedArrayBuffer): SabMemory {
    return new SabMemory(buffer);
  }

  get bytes(): number {
    return this.buffer.byteLength;
  }

  words(options: WordsOptions = {}): Words {
    return new SabWords(this.buffer, options);
  }

  close(): void {
    // The garbage collector takes it when the last thread has let go.
  }
}

export class SabWords implements Words {
  readonly bytes: Uint8Array;
  readonly plain: Int32Array;
  slept = 0;
  woke = 0;
  readonly #view: Int32Array;
  readonly #interrupt: number;
  readonly #longestSleepMs: number;

  constructor(buffer: SharedArrayBuffer, { interrupt, longestSleepMs }: WordsOptions = {}) {
    this.#view = new Int32Array(buffer);
    this.plain = this.#view;
    this.bytes = new Uint8Array(buffer);
    this.#interrupt = interrupt ?? -1;
    // Without an interrupt there is nothing to look up for.
    this.#longestSleepMs = longestSleepMs ?? (interrupt === undefined ? Infinity : LONGEST_SLEEP_MS);
  }

  load(index: number): number {
    return Atomics.load(this.#view, index);
  }

  store(index: number, value: number): void {
    Atomics.store(this.#view, index, value);
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.#view, index, expected, replacement);
  }

  exchange(index: number, value: number): number {
    return Atomics.exchange(this.#view, index, value);
  }

  add(index: number, delta: number): number {
    return Atomics.add(this.#view, index, delta);
  }

  wait(index: number, expected: number, timeoutMs: number): WaitResult {
    this.#checkInterrupt();
    const sliceMs = Math.min(timeoutMs, this.#longestSleepMs);
    const result = Atomics.wait(this.#view, index, expected, sliceMs);
    this.#checkInterrupt();
    if (result === 'not-equal') return 'changed';
    if (result === 'timed-out' && sliceMs !== timeoutMs) return 'still';
    this.slept += 1;
    return result === 'timed-out' ? 'timed-out' : 'woken';
  }

  wake(index: number, count: number): number {
    const woken = Atomics.notify(this.#view, index, count);
    this.woke += woken;
    return woken;
  }

  #checkInterrupt(): void {
    if (this.#interrupt >= 0 && this.load(this.#interrupt) !== 0) throw new Interrupted();
  }
}
