/**
 * An actor: a worker of a test, in a thread or a process of its own, that does one thing after another as it
 * is told. Plain JavaScript over the compiled product, since neither can load TypeScript.
 */
import { Atomic } from '../../../dist/primitives/atomic.js';
import { Lock } from '../../../dist/primitives/lock.js';
import { createRandom, linger, meet } from './chance.mjs';

/**
 * @param memory shared, attached
 * @param {{ self: number, spins: number, layout: Record<string, number>, words: object }} role
 * @returns the orders that it takes, by name
 */
export function createActor(memory, { self, spins, layout, words: options }) {
  const words = memory.words(options);
  const lock = new Lock(words, layout.lock, { worker: self, spins, blockedOn: -1 });
  const atomic = new Atomic(words, layout.counter);

  return {
    pid: () => process.pid,
    tryAcquire: () => lock.tryAcquire(),
    acquire: (timeoutMs) => lock.acquire(timeoutMs ?? Infinity),
    release: () => lock.release(),
    owner: () => lock.owner(),
    wait: (index, expected, timeoutMs) => words.wait(index, expected, timeoutMs ?? Infinity),
    announceAndWait: (index, expected) => {
      words.add(layout.gate, 1);
      return words.wait(index, expected, Infinity);
    },
    wake: (index, count) => words.wake(index, count),

    /**
     * Adds to the shared counter in two steps under the lock, with pauses of random length inside and outside.
     * @returns how often it held the lock, and how often somebody else was inside at the same time
     */
    hammer({ actors, times, seed, impatient }) {
      const random = createRandom(seed);
      let held = 0;
      let intruders = 0;
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) {
        if (!lock.acquire(impatient ? random() * 0.05 : Infinity)) continue;
        if (words.exchange(layout.inside, self + 1) !== 0) intruders += 1;
        words.store(layout.counter, words.load(layout.counter) + 1);
        linger(words, layout, random);
        words.store(layout.inside, 0);
        lock.release();
        held += 1;
        linger(words, layout, random);
      }
      return { held, intruders };
    },

    add({ actors, times, delta }) {
      meet(words, layout, actors);
      for (let i = 0; i < times; i += 1) atomic.add(delta);
    },
  };
}
