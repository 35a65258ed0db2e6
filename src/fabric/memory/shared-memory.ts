/**
 * Memory that all workers of a run see, in one of two substrates:
 *
 *   FUTEX                 an anonymous file in memory, mapped by threads and processes alike; sleeping on a
 *                         word is the `futex` system call. Linux, where koffi loads.
 *   SHARED_ARRAY_BUFFER   threads only; sleeping is `Atomics.wait`. Everywhere.
 *
 * The two ways of sleeping never meet on one memory: a futex sleeper does not hear `Atomics.notify`.
 */
import type { Words } from '../../primitives/words.js';

export type Substrate = 'FUTEX' | 'SHARED_ARRAY_BUFFER';

export interface SharedMemory {
  readonly substrate: Substrate;
  readonly bytes: number;
  /** Plain views start at offset 0 of this. */
  readonly buffer: ArrayBufferLike;
  /** Words over the whole memory. */
  words(options?: WordsOptions): Words;
  /** What a worker thread needs to see the same memory: give it to `attachSharedMemory` there. */
  readonly handle: MemoryHandle;
  /** Gives the memory back. No view may be used after this. */
  close(): void;
}

/**
 * Bounds how long a terminated thread lives on, on FUTEX: `worker.terminate()` cannot end one inside the system
 * call. A process needs no such bound.
 */
export const LONGEST_SLEEP_MS = 50;

export interface WordsOptions {
  /** Index of a word that is not 0 once the run is called off: `wait` then throws Interrupted. */
  readonly interrupt?: number;
  /** The longest sleep without a look at the interrupt: by default `LONGEST_SLEEP_MS`. */
  readonly longestSleepMs?: number;
}

export type MemoryHandle =
  | { readonly substrate: 'FUTEX'; readonly descriptor: number; readonly bytes: number }
  | { readonly substrate: 'SHARED_ARRAY_BUFFER'; readonly buffer: SharedArrayBuffer };
