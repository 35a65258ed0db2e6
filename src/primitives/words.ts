/**
 * The ground under every primitive: 32-bit words of memory that all workers see, and a way to sleep on one.
 *
 * A primitive is an algorithm over this port and has no state of its own, so one algorithm serves threads
 * (`SharedArrayBuffer`, `Atomics.wait`) and processes (a shared mapping, the `futex` system call) alike.
 * All operations are sequentially consistent. Values are signed 32-bit integers; indices count words.
 */
export interface Words {
  /**
   * The same memory as plain bytes and plain words, for what a primitive has made its caller's own, and for
   * guesses that an operation on the word confirms. A sequentially consistent operation on either side of them
   * orders them. An operation is a call that no compiler looks into and costs some 8 ns, a load 5; a plain
   * access costs less than 1, but in a loop without operations it may be moved out of it.
   */
  readonly bytes: Uint8Array;
  readonly plain: Int32Array;
  /** How often a wait of this very object really slept, its naps counted as one, and how many its wakes woke. */
  readonly slept: number;
  readonly woke: number;
  load(index: number): number;
  store(index: number, value: number): void;
  /** Stores `replacement` if the word is `expected`. Returns the word as it was. */
  compareExchange(index: number, expected: number, replacement: number): number;
  /** Returns the word as it was. */
  exchange(index: number, value: number): number;
  /** Adds with wrap-around. Returns the word as it was. */
  add(index: number, delta: number): number;
  /**
   * Sleeps while the word is `expected`, until a wake, at most `timeoutMs`. May return early: the caller
   * looks again. @throws Interrupted when the run has been called off, so that no worker sleeps through it.
   */
  wait(index: number, expected: number, timeoutMs: number): WaitResult;
  /** Wakes at most `count` sleepers. Returns how many it woke. */
  wake(index: number, count: number): number;
}

/** 'still': one of several naps that make up a long sleep is over, and nobody has woken it. */
export type WaitResult = 'woken' | 'changed' | 'timed-out' | 'still';

/** The run was called off (cancelled, timed out, or another worker died): not an error of the task. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Words of one cache line: what contends on one word does not slow its neighbour down. */
export const LINE_WORDS = 16;

/** Wakes everybody who sleeps on the word. */
export const EVERYBODY = 0x7fff_ffff;
