/** Every order of steps for the interpreter lock, in scenes small enough to be played through. */
// oxlint-disable unicorn/consistent-function-scoping -- the actors of a scene stand in the scene
import { describe, expect, it } from 'vitest';
import { Gil, GIL_WORDS } from '../../src/primitives/gil.js';
import { LINE_WORDS, type Words } from '../../src/primitives/words.js';
import { createRandom } from '../support/random.js';
import { explore, wander, type Act } from './interleavings.js';

const GIL = 0;
const [WAITERS, TURN, LEAVERS] = [1, LINE_WORDS, LINE_WORDS + 1];
const INSIDE = GIL_WORDS;
const START = Array.from({ length: GIL_WORDS + 1 }, () => 0);

const open = (words: Words, worker: number, intervalMs = Infinity): Gil => new Gil(words, GIL, worker, intervalMs);

function run(words: Words): void {
  if (words.exchange(INSIDE, 1) !== 0) throw new Error('Somebody else was inside.');
  words.store(INSIDE, 0);
}

/** As at a checkpoint: who was asked to drop it has it again only after another had it. */
function handOver(words: Words, gil: Gil): void {
  const before = Gil.turns(words, GIL);
  gil.drop();
  if (Gil.turns(words, GIL) === before) throw new Error('Nobody had it in between.');
  gil.take();
}

/** Runs, looks whether it is asked, and runs on. It only hears of a wish by a request: its waits do not end. */
const compute =
  (worker: number, rounds: number): Act =>
  (words) => {
    const gil = open(words, worker);
    gil.take();
    for (let round = 0; round < rounds; round += 1) {
      run(words);
      if (gil.isAsked()) handOver(words, gil);
    }
    gil.dropForGood();
  };

/** Asks at any moment, as who has waited for an interval does, and takes it. */
const insist =
  (worker: number): Act =>
  (words) => {
    const gil = open(words, worker);
    gil.ask(Gil.turns(words, GIL));
    gil.take();
    run(words);
    gil.dropForGood();
  };

const isFree = (words: readonly number[]): void => {
  expect([words[GIL], words[WAITERS], words[LEAVERS]]).toEqual([0, 0, 0]);
};

describe('in whatever order the steps fall, an interpreter lock', () => {
  const visit =
    (worker: number): Act =>
    (words) => {
      const gil = open(words, worker);
      gil.take();
      run(words);
      gil.dropForGood();
    };

  it('lets two workers in one at a time, and leaves none asleep, though nobody’s wait ends', () => {
    const { ends } = explore({ words: START, workers: [0, 1].map(visit), atEnd: isFree });
    expect(ends).toBeGreaterThan(0);
  });

  it('does so with four, as far as chance leads', () => {
    const seed = 1_991;
    const go = (): void =>
      wander({ words: START, workers: [0, 1, 2, 3].map(visit), atEnd: isFree }, 1_000, createRandom(seed));
    expect(go, `seed ${seed}`).not.toThrow();
  });

  it('passes from a worker that computes to one that asks, and back', () => {
    const turns = new Set<number>();
    explore({
      words: START,
      workers: [compute(0, 2), insist(1)],
      atEnd: (words) => {
        isFree(words);
        turns.add(words[TURN] ?? 0);
      },
    });
    // One after the other in either order, or the first again after the second.
    expect(turns).toEqual(new Set([2, 3]));
  });

  it('is dropped by two that ask each other', () => {
    const both: (worker: number) => Act = (worker) => (words) => {
      const gil = open(words, worker);
      gil.ask(Gil.turns(words, GIL));
      gil.take();
      run(words);
      // As before a sleep: asked or not.
      gil.drop();
    };
    expect(explore({ words: START, workers: [both(0), both(1)], atEnd: isFree }).ends).toBeGreaterThan(0);
  });

  it('serves four whose waits end at any moment, so that they ask', () => {
    const seed = 1_992;
    const often =
      (worker: number): Act =>
      (words) => {
        const gil = open(words, worker, 5);
        for (let round = 0; round < 3; round += 1) {
          gil.take();
          run(words);
          if (gil.isAsked()) handOver(words, gil);
          run(words);
          gil.drop();
        }
        gil.take();
        gil.dropForGood();
      };
    const go = (): void =>
      wander({ words: START, workers: [0, 1, 2, 3].map(often), atEnd: isFree }, 150, createRandom(seed));
    expect(go, `seed ${seed}`).not.toThrow();
  });
});
