/**
 * Shared memory for threads and processes: an anonymous file, mapped by each.
 *
 * It is mapped over the pages of a WebAssembly memory, so that V8 takes it for its own, and compiles atomic
 * operations on it in place (see `atomic-module.ts`). V8 does not touch the pages of a memory that does not grow,
 * and gives the addresses back when nobody can reach the memory any longer.
 *
 * Each thread maps it on its own and so has its own address. A shared futex is known to the kernel by its place
 * in the file, so all of them meet.
 */
import { closeSync } from 'node:fs';
import { Interrupted, type WaitResult, type Words } from '../../primitives/words.js';
import { createModuleMemory, operationsOn, PAGE_BYTES, type AtomicOperations } from './atomic-module.js';
import { EAGAIN, ETIMEDOUT, loadLinux, type Linux } from './linux.js';
import { LONGEST_SLEEP_MS, type MemoryHandle, type SharedMemory, type WordsOptions } from './shared-memory.js';

export class FutexMemory implements SharedMemory {
  readonly substrate = 'FUTEX';
  readonly buffer: ArrayBufferLike;
  readonly bytes: number;
  readonly handle: MemoryHandle;
  readonly #linux: Linux;
  readonly #address: number;
  readonly #operations: AtomicOperations;
  readonly #owned: number | null;

  private constructor(linux: Linux, descriptor: number, bytes: number, owned: boolean) {
    const memory = createModuleMemory(pagesFor(bytes));
    this.#linux = linux;
    this.#address = linux.mapOver(memory.buffer, descriptor);
    this.#operations = operationsOn(memory);
    this.#owned = owned ? descriptor : null;
    this.buffer = memory.buffer;
    this.bytes = bytes;
    this.handle = { substrate: 'FUTEX', descriptor, bytes };
  }

  /** Pages that nobody touches cost nothing: ask for as much as could be needed. */
  static create(bytes: number): FutexMemory {
    const linux = needLinux();
    return new FutexMemory(linux, linux.createMemoryFile(pagesFor(bytes) * PAGE_BYTES), bytes, true);
  }

  static attach(descriptor: number, bytes: number): FutexMemory {
    return new FutexMemory(needLinux(), descriptor, bytes, false);
  }

  words(options: WordsOptions = {}): Words {
    return new FutexWords(this.#linux, this.#address, this.#operations, this.buffer, options);
  }

  close(): void {
    // The mapping stays for as long as a view of it can be reached.
    if (this.#owned !== null) closeSync(this.#owned);
  }
}

function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

function needLinux(): Linux {
  const result = loadLinux();
  if (!result.available) throw new Error(result.reason);
  return result.linux;
}

export class FutexWords implements Words {
  readonly #linux: Linux;
  readonly #address: number;
  readonly #operations: AtomicOperations;
  readonly bytes: Uint8Array;
  readonly plain: Int32Array;
  slept = 0;
  woke = 0;
  readonly #interrupt: number;
  readonly #longestSleepMs: number;

  constructor(
    linux: Linux,
    address: number,
    operations: AtomicOperations,
    buffer: ArrayBufferLike,
    options: WordsOptions,
  ) {
    this.#linux = linux;
    this.#address = address;
    this.#operations = operations;
    this.plain = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.#interrupt = options.interrupt ?? -1;
    this.#longestSleepMs = options.longestSleepMs ?? LONGEST_SLEEP_MS;
  }

  load(index: number): number {
    return this.#operations.load(index << 2);
  }

  store(index: number, value: number): void {
    this.#operations.store(index << 2, value);
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    return this.#operations.compareExchange(index << 2, expected, replacement);
  }

  exchange(index: number, value: number): number {
    return this.#operations.exchange(index << 2, value);
  }

  add(index: number, delta: number): number {
    return this.#operations.add(index << 2, delta);
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
