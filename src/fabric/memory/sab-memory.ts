/** Shared memory for threads in one process: a `SharedArrayBuffer`. */
import { Interrupted, type WaitResult, type Words } from '../../primitives/words.js';
import type { MemoryHandle, SharedMemory, WordsOptions } from './shared-memory.js';

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
    return new SabWords(this.buffer, options.interrupt);
  }

  close(): void {
    // The garbage collector takes it when the last thread has let go.
  }
}

export class SabWords implements Words {
  readonly #view: Int32Array;
  readonly #interrupt: number;

  constructor(buffer: SharedArrayBuffer, interrupt = -1) {
    this.#view = new Int32Array(buffer);
    this.#interrupt = interrupt;
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
    const result = Atomics.wait(this.#view, index, expected, timeoutMs);
    this.#checkInterrupt();
    return result === 'ok' ? 'woken' : result === 'not-equal' ? 'changed' : 'timed-out';
  }

  wake(index: number, count: number): number {
    return Atomics.notify(this.#view, index, count);
  }

  #checkInterrupt(): void {
    if (this.#interrupt >= 0 && this.load(this.#interrupt) !== 0) throw new Interrupted();
  }
}
