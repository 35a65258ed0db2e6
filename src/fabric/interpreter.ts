/**
 * What the workers of one thread run in: an interpreter without a lock (runtime `node`), or one whose lock lets
 * only one of its threads run at a time (`node-gil`). Whoever drives task bodies says when a worker runs and
 * when it pauses; this takes the lock and drops it accordingly.
 *
 * Several workers may share the thread (SERIAL, ASYNC). It holds the lock while any of them runs, as the one
 * thread of an event loop does, and drops it when all of them pause.
 */
import { Gil } from '../primitives/gil.js';
import type { Arena } from './arena.js';
import type { Meter } from '../primitives/recording/meter.js';
import type { PlacedGil } from './assignment.js';

export interface Interpreter {
  readonly hasGil: boolean;
  /** A worker begins, or goes on after a pause. @throws Interrupted when the round was called off */
  enter(slot: number): void;
  /** It pauses. @throws Interrupted as `enter` does; the others may run all the same */
  leave(): void;
  /** It is through, or has failed. */
  exit(): void;
  /** Between two steps of its work: lets another thread run that has asked for it. @throws Interrupted as `enter` */
  checkpoint(slot: number): void;
}

const nothing = (): void => {};

/** Everybody runs whenever there is a processor. */
export const WITHOUT_GIL: Interpreter = {
  hasGil: false,
  enter: nothing,
  leave: nothing,
  exit: nothing,
  checkpoint: nothing,
};

/** By the workers' slots; null where nothing is recorded. */
type Meters = ReadonlyMap<number, Meter> | null;

/** @param thread a number that no other thread has of those in this interpreter */
export function openInterpreter(
  arena: Arena,
  placed: PlacedGil | null,
  thread: number,
  meters: Meters = null,
): Interpreter {
  if (!placed) return WITHOUT_GIL;
  return new LockedInterpreter(arena, new Gil(arena.words, placed.index, thread, placed.intervalMs), meters);
}

class LockedInterpreter implements Interpreter {
  readonly hasGil = true;
  readonly #arena: Arena;
  readonly #gil: Gil;
  readonly #meters: Meters;
  /** Workers of this thread that run. */
  #running = 0;
  #isHeld = false;
  /** Of the worker that took it. */
  #meter: Meter | undefined;

  constructor(arena: Arena, gil: Gil, meters: Meters) {
    this.#arena = arena;
    this.#gil = gil;
    this.#meters = meters;
  }

  enter(slot: number): void {
    this.#running += 1;
    if (!this.#isHeld) this.#take(slot);
  }

  leave(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#letGo(false);
  }

  exit(): void {
    this.#running -= 1;
    if (this.#running > 0 || !this.#isHeld) return;
    this.#letGo(true);
  }

  checkpoint(slot: number): void {
    if (!this.#gil.isAsked()) return;
    this.#arena.setState(slot, 'READY');
    // It wants it back: from now on it waits, for the other one's turn to begin and to end.
    this.#letGo(false, this.#meters?.get(slot));
    this.#take(slot);
    this.#arena.setState(slot, 'RUNNING');
  }

  #take(slot: number): void {
    const meter = this.#meters?.get(slot);
    if (!this.#gil.tryTake()) {
      this.#arena.setState(slot, 'READY');
      meter?.waits();
      this.#gil.take();
      this.#arena.setState(slot, 'RUNNING');
    }
    this.#isHeld = true;
    this.#meter = meter;
    meter?.entered();
  }

  /**
   * An interrupt may come while it waits for its successor: then the lock is dropped already.
   * @param waiting of a worker whose wait begins with this
   */
  #letGo(isForGood: boolean, waiting?: Meter): void {
    const { words } = this.#arena;
    const wokeBefore = words.woke;
    this.#isHeld = false;
    this.#meter?.left();
    waiting?.waits();
    try {
      if (isForGood) this.#gil.dropForGood();
      else this.#gil.drop();
    } finally {
      this.#meter?.woke(words.woke - wokeBefore);
    }
  }
}
