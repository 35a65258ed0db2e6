/**
 * Shared memory for threads and processes: an anonymous file, mapped by each.
 *
 * Each thread maps it on its own and so has its own address, which keeps one mapping from standing behind
 * two ArrayBuffers. A shared futex is known to the kernel by its place in the file, so all of them meet.
 */
import { closeSync } from 'node:fs';
import { Interrupted, type WaitResult, type Words } from '../../primitives/words.js';
import { EAGAIN, ETIMEDOUT, loadLinux, type Linux } from './linux.js';
import { LONGEST_SLEEP_MS, type MemoryHandle, type SharedMemory, type WordsOptions } from './shared-memory.js';

export class FutexMemory implements SharedMemory {
  readonly substrate = 'FUTEX';
  readonly buffer: ArrayBuffer;
  readonly bytes: number;
  readonly handle: MemoryHandle;
  readonly #linux: Linux;
  readonly #address: number;
  readonly #owned: number | null;

  private constructor(linux: Linux, descriptor: number, bytes: number, owned: boolean) {
    const { address, buffer } = linux.map(descriptor, bytes);
    this.#linux = linux;
    this.#address = address;
    this.#owned = owned ? descriptor : null;
    this.buffer = buffer;
    this.bytes = bytes;
    this.handle = { substrate: 'FUTEX', descriptor, bytes };
  }

  /** Pages that nobody touches cost nothing: ask for as much as could be needed. */
  static create(bytes: number): FutexMemory {
    const linux = needLinux();
    return new FutexMemory(linux, linux.createMemoryFile(bytes), bytes, true);
  }

  static attach(descriptor: number, bytes: number): FutexMemory {
    return new FutexMemory(needLinux(), descriptor, bytes, false);
  }

  words(options: WordsOptions = {}): Words {
    return new FutexWords(this.#linux, this.#address, this.buffer, options);
  }

  close(): void {
    // The mapping stays until the process ends: a view may still be reachable, and reading it would crash.
    if (this.#owned !== null) closeSync(this.#owned);
  }
}

function needLinux(): Linux {
  const result = loadLinux();
  if (!result.available) throw new Error(result.reason);
  return result.linux;
}

export class FutexWords implements Words {
  readonly #linux: Linux;
  readonly #address: number;
  readonly bytes: Uint8Array;
  readonly plain: Int32Array;
  slept = 0;
  woke = 0;
  readonly #view: Int32Array;
  readonly #interrupt: number;
  readonly #longestSleepMs: number;

  constructor(linux: Linux, address: number, buffer: ArrayBuffer, options: WordsOptions) {
    this.#linux = linux;
    this.#address = address;
    this.#view = new Int32Array(buffer);
    this.plain = this.#view;
    this.bytes = new Uint8Array(buffer);
    this.#interrupt = options.interrupt ?? -1;
    this.#longestSleepMs = options.longestSleepMs ?? LONGEST_SLEEP_MS;
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
    const error = this.#linux.futexWait(this.#address + index * 4, expected, sliceMs);
    this.#checkInterrupt();
    if (error === EAGAIN) return 'changed';
    if (error === ETIMEDOUT && sliceMs !== timeoutMs) return 'still';
    this.slept += 1;
    if (error === ETIMEDOUT) return 'timed-out';
    return 'woken';
  }

  wake(index: number, count: number): number {
    const woken = this.#linux.futexWake(this.#address + index * 4, count);
    this.woke += woken;
    return woken;
  }

  #checkInterrupt(): void {
    if (this.#interrupt >= 0 && this.load(this.#interrupt) !== 0) throw new Interrupted();
  }
}
