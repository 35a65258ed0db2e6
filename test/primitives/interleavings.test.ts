/** Every order of steps, for the lock; and for two that are known to be broken, so that the search is trusted. */
import { describe, expect, it } from 'vitest';
import { Lock } from '../../src/primitives/lock.js';
import type { Words } from '../../src/primitives/words.js';
import { as } from './as.js';
import { explore } from './interleavings.js';

const LOCK = 0;
const INSIDE = 1;
const COUNTER = 2;

/** Comes in, adds in two steps, and goes. */
function visit(words: Words, lock: { acquire(): unknown; release(): unknown }): void {
  lock.acquire();
  if (words.exchange(INSIDE, 1) !== 0) throw new Error('Somebody else was inside.');
  words.store(INSIDE, 0);
  lock.release();
}

/** Looks first and takes then. */
function careless(words: Words): void {
  visit(words, {
    acquire: () => {
      while (words.load(LOCK) !== 0) words.wait(LOCK, 1, Infinity);
      words.store(LOCK, 1);
    },
    release: () => {
      words.store(LOCK, 0);
      words.wake(LOCK, 1);
    },
  });
}

/** Drepper's mutex, but a woken worker takes it as if nobody else slept. */
function forgetful(words: Words): void {
  visit(words, {
    acquire: () => {
      let seen = words.compareExchange(LOCK, 0, 1);
      while (seen !== 0) {
        if (seen === 2 || words.compareExchange(LOCK, 1, 2) !== 0) words.wait(LOCK, 2, Infinity);
        seen = words.compareExchange(LOCK, 0, 1);
      }
    },
    release: () => {
      if (words.exchange(LOCK, 0) === 2) words.wake(LOCK, 1);
    },
  });
}

/** Takes one lock and then, without letting go, the other. */
function takeBoth(self: number, one: number, other: number): (words: Words) => void {
  return (words) => {
    const [first, second] = [new Lock(words, one, as(self, 0)), new Lock(words, other, as(self, 0))];
    first.acquire();
    second.acquire();
    second.release();
    first.release();
  };
}

describe('in whatever order the steps fall', () => {
  it.each([2, 3])('a lock lets %d workers in one at a time, and leaves none asleep', (count) => {
    const { ends, states } = explore({
      words: [0, 0],
      workers: Array.from({ length: count }, (_, self) => (words) => visit(words, new Lock(words, LOCK, as(self, 0)))),
      atEnd: ([lock]) => expect(lock).toBe(0),
    });
    expect(ends).toBeGreaterThan(0);
    expect(states).toBeGreaterThan(100);
  });

  it('a lock serves two workers that come back', () => {
    explore({
      words: [0, 0],
      workers: [0, 1].map((self) => (words) => {
        const lock = new Lock(words, LOCK, as(self, 1));
        for (let visits = 0; visits < 2; visits += 1) visit(words, lock);
      }),
      atEnd: ([lock]) => expect(lock).toBe(0),
    });
  });

  it('a lock is had by one of two that try, and a trial does no harm to one that waits', () => {
    explore({
      words: [0, 0],
      workers: [
        (words) => visit(words, new Lock(words, LOCK, as(0, 0))),
        (words) => {
          const lock = new Lock(words, LOCK, as(1, 0));
          if (lock.tryAcquire()) lock.release();
        },
        (words) => visit(words, new Lock(words, LOCK, as(2, 0))),
      ],
      atEnd: ([lock]) => expect(lock).toBe(0),
    });
  });
});

describe('the search', () => {
  it('finds the update that is lost without a lock', () => {
    const sums = new Set<number>();
    explore({
      words: [0, 0, 0],
      workers: [0, 1].map(() => (words) => words.store(COUNTER, words.load(COUNTER) + 1)),
      atEnd: (words) => sums.add(words[COUNTER] ?? 0),
    });
    expect(sums).toEqual(new Set([1, 2]));
  });

  it('finds two that hold a lock which looks first and takes then', () => {
    expect(() => explore({ words: [0, 0], workers: [careless, careless] })).toThrow('Somebody else was inside.');
  });

  it('finds the sleeper that a lock forgets when the woken one does not pass the note on', () => {
    expect(() => explore({ words: [0, 0], workers: [forgetful, forgetful, forgetful] })).toThrow('Asleep for ever');
  });

  it('finds two that take two locks in opposite order', () => {
    expect(() => explore({ words: [0, 0], workers: [takeBoth(0, 0, 1), takeBoth(1, 1, 0)] })).toThrow(
      'Asleep for ever',
    );
    expect(() => explore({ words: [0, 0], workers: [takeBoth(0, 0, 1), takeBoth(1, 0, 1)] })).not.toThrow();
  });
});
