/**
 * Every order of steps for the primitives, in scenes small enough to be played through: what a hammer meets
 * once in a million operations, this meets each time.
 */
// oxlint-disable vitest/expect-expect -- exploreAll and wanderThrough expect
// oxlint-disable unicorn/consistent-function-scoping -- the actors of a scene stand in the scene
import { describe, expect, it } from 'vitest';
import { Barrier, BARRIER_WORDS, BrokenBarrierError } from '../../src/primitives/barrier.js';
import { Condition, conditionWords } from '../../src/primitives/condition.js';
import { EventCount } from '../../src/primitives/event-count.js';
import { Event, EVENT_WORDS } from '../../src/primitives/event.js';
import { Lock, LOCK_WORDS } from '../../src/primitives/lock.js';
import { Pipe, PipeClosedError, pipeWords } from '../../src/primitives/pipe.js';
import { Queue, QueueClosedError, queueWords } from '../../src/primitives/queue.js';
import { RLock, RLOCK_WORDS } from '../../src/primitives/rlock.js';
import { Semaphore, SEMAPHORE_WORDS } from '../../src/primitives/semaphore.js';
import type { Words } from '../../src/primitives/words.js';
import { createRandom } from '../support/random.js';
import { as } from './as.js';
import { explore, wander, type Act, type Play } from './interleavings.js';
import { PlainWords } from './plain-words.js';

/** Any time limit: in a search a timed sleep may end whenever it lasts. */
const LIMIT_MS = 5;

/** Words of a primitive as they are at first, with a few of the scene's own behind them. */
function lay(size: number, initialize: (words: Words) => void): readonly number[] {
  const words = new PlainWords(size + OWN_WORDS);
  initialize(words);
  return [...words.plain];
}
const OWN_WORDS = 4;

function exploreAll(words: readonly number[], workers: Play['workers'], atEnd?: Play['atEnd']): void {
  const { ends } = explore({ words, workers, ...(atEnd ? { atEnd } : {}) });
  expect(ends).toBeGreaterThan(0);
}

/** For scenes too large to be explored. */
function wanderThrough(walks: number, words: readonly number[], workers: Play['workers'], atEnd?: Play['atEnd']): void {
  const seed = 2_718;
  const go = (): void => wander({ words, workers, ...(atEnd ? { atEnd } : {}) }, walks, createRandom(seed));
  expect(go, `seed ${seed}`).not.toThrow();
}

/** Counts somebody in and out, and complains when there are more than so many. */
function visit(words: Words, counter: number, most: number): void {
  if (words.add(counter, 1) >= most) throw new Error(`More than ${most} were inside.`);
  words.add(counter, -1);
}

describe('in whatever order the steps fall, a lock', () => {
  it('forgets nobody when one gives up waiting at any moment', () => {
    const start = lay(LOCK_WORDS, (words) => Lock.initialize(words, 0));
    const patient = (worker: number) => (words: Words) => {
      const lock = new Lock(words, 0, as(worker));
      lock.acquire();
      visit(words, LOCK_WORDS, 1);
      lock.release();
    };
    exploreAll(
      start,
      [
        patient(0),
        patient(1),
        (words) => {
          const lock = new Lock(words, 0, as(2));
          if (lock.acquire(LIMIT_MS)) lock.release();
        },
      ],
      (words) => expect(words[0]).toBe(0),
    );
  });

  it('that is re-entrant lets one in at a time, as often as it likes', () => {
    const start = lay(RLOCK_WORDS, (words) => RLock.initialize(words, 0));
    const twice = (worker: number) => (words: Words) => {
      const lock = new RLock(words, 0, as(worker));
      lock.acquire();
      lock.acquire();
      visit(words, RLOCK_WORDS, 1);
      lock.release();
      visit(words, RLOCK_WORDS, 1);
      lock.release();
    };
    exploreAll(start, [twice(0), twice(1)], (words) => expect(words.slice(0, 2)).toEqual([0, 0]));
  });
});

describe('in whatever order the steps fall, a semaphore', () => {
  it.each([
    { workers: 2, permits: 1 },
    { workers: 2, permits: 2 },
  ])('lets no more in than it has permits, and leaves none asleep: $workers workers, $permits permits', (scene) => {
    exploreAll(
      lay(SEMAPHORE_WORDS, (words) => Semaphore.initialize(words, 0, scene.permits, true)),
      Array.from({ length: scene.workers }, (_, worker) => (words: Words) => {
        const semaphore = new Semaphore(words, 0, as(worker));
        semaphore.acquire();
        visit(words, SEMAPHORE_WORDS, scene.permits);
        semaphore.release();
      }),
      (words) => expect(words[0]).toBe(scene.permits),
    );
  });

  it('loses no permit when one gives up waiting at any moment', () => {
    exploreAll(
      lay(SEMAPHORE_WORDS, (words) => Semaphore.initialize(words, 0, 0, false)),
      [
        (words) => new Semaphore(words, 0, as(0)).acquire(),
        (words) => {
          const semaphore = new Semaphore(words, 0, as(1));
          if (semaphore.acquire(LIMIT_MS)) semaphore.release();
        },
        (words) => new Semaphore(words, 0, as(2)).release(),
      ],
      (words) => expect(words[0]).toBe(0),
    );
  });
});

describe('in whatever order the steps fall, an event', () => {
  const start = lay(EVENT_WORDS, (words) => Event.initialize(words, 0));
  const sleeper = (worker: number) => (words: Words) => {
    if (!new Event(words, 0, as(worker)).wait()) throw new Error('It waited in vain.');
  };

  it('wakes all who wait, and those who come later do not sleep', () => {
    exploreAll(start, [sleeper(0), sleeper(1), (words) => new Event(words, 0, as(2)).set()]);
  });

  it('wakes who was waiting when it was set, also when it is cleared at once', () => {
    const sleepers = EVENT_WORDS / 2;
    exploreAll(start, [
      sleeper(0),
      (words) => {
        const event = new Event(words, 0, as(1));
        const isWaitedFor = words.load(sleepers) > 0;
        event.set();
        // Not seen waiting: it may come only now, and a cleared event is there to be waited for.
        if (isWaitedFor) event.clear();
      },
    ]);
  });

  it('is waited for again after a clear', () => {
    exploreAll(start, [
      (words) => {
        const event = new Event(words, 0, as(0));
        event.wait();
        event.clear();
        words.store(EVENT_WORDS, 1);
        words.wake(EVENT_WORDS, 1);
        event.wait();
      },
      (words) => {
        const event = new Event(words, 0, as(1));
        event.set();
        while (words.load(EVENT_WORDS) === 0) words.wait(EVENT_WORDS, 0, Infinity);
        event.set();
      },
    ]);
  });
});

describe('in whatever order the steps fall, a condition', () => {
  const WORKERS = 3;
  const size = conditionWords(WORKERS);
  const start = lay(size, (words) => Condition.initialize(words, 0, WORKERS));

  it('tells of what was made true under its lock', () => {
    const waiter = (worker: number) => (words: Words) => {
      const condition = new Condition(words, 0, as(worker));
      condition.lock.acquire();
      condition.waitFor(() => words.load(size) > 0);
      words.add(size, -1);
      condition.lock.release();
    };
    const giver = (words: Words): void => {
      const condition = new Condition(words, 0, as(2));
      condition.lock.acquire();
      words.add(size, 1);
      condition.notify();
      condition.lock.release();
    };
    exploreAll(start, [waiter(0), giver], (words) => expect(words[size]).toBe(0));
    const twice = (words: Words): void => {
      giver(words);
      giver(words);
    };
    wanderThrough(400, start, [waiter(0), waiter(1), twice], (words) => expect(words[size]).toBe(0));
  });

  it('counts a notify for one who gives up waiting at that moment, or leaves it to another', () => {
    const told = size + 1;
    const waiter = (worker: number, timeoutMs: number) => (words: Words) => {
      const condition = new Condition(words, 0, as(worker));
      condition.lock.acquire();
      words.add(size, 1);
      if (condition.wait(timeoutMs)) words.add(told, 1);
      words.add(size, -1);
      condition.lock.release();
    };
    exploreAll(
      start,
      [
        waiter(0, LIMIT_MS),
        (words) => {
          const condition = new Condition(words, 0, as(2));
          condition.lock.acquire();
          if (words.load(size) === 0) words.add(told, 1);
          condition.notify();
          condition.lock.release();
        },
      ],
      // Nobody waited, somebody was told, or it had given up just before: never is anybody told twice.
      (words) => expect(words[told]).toBeLessThanOrEqual(1),
    );
  });
});

describe('in whatever order the steps fall, a barrier', () => {
  const start = (parties: number): readonly number[] =>
    lay(BARRIER_WORDS, (words) => Barrier.initialize(words, 0, parties));

  it.each([2, 3])('lets %d parties through together, generation after generation', (parties) => {
    const party = (worker: number) => (words: Words) => {
      const barrier = new Barrier(words, 0, as(worker));
      for (let generation = 1; generation <= 2; generation += 1) {
        words.add(BARRIER_WORDS, 1);
        barrier.wait();
        if (words.load(BARRIER_WORDS) < generation * parties) throw new Error('It went through before all were there.');
      }
    };
    const workers = Array.from({ length: parties }, (_, worker) => party(worker));
    wanderThrough(400, start(parties), workers);
    exploreAll(
      start(2),
      [0, 1].map((worker) => (words: Words) => void new Barrier(words, 0, as(worker)).wait()),
    );
  });

  it('tells both parties the same when one gives up at any moment', () => {
    const party = (worker: number, timeoutMs: number) => (words: Words) => {
      try {
        new Barrier(words, 0, as(worker)).wait(timeoutMs);
        words.add(BARRIER_WORDS, 1);
      } catch (error) {
        if (!(error instanceof BrokenBarrierError)) throw error;
      }
    };
    exploreAll(start(2), [party(0, LIMIT_MS), party(1, Infinity)], (words) =>
      expect([0, 2]).toContain(words[BARRIER_WORDS]),
    );
  });

  it('tells who waited that it broke, however often it breaks again before that one looks', () => {
    const [came, reset] = [BARRIER_WORDS, BARRIER_WORDS + 1];
    exploreAll(start(3), [
      (words) => {
        const barrier = new Barrier(words, 0, as(0));
        words.store(came, 1);
        try {
          barrier.wait();
          throw new Error('It went through a barrier that nobody else came to.');
        } catch (error) {
          if (!(error instanceof BrokenBarrierError)) throw error;
        }
      },
      (words) => {
        const barrier = new Barrier(words, 0, as(1));
        // As long as the first has not come, there is nothing to break.
        if (barrier.waiting() === 0) {
          barrier.abort();
          return;
        }
        barrier.reset();
        words.store(reset, 1);
        try {
          barrier.wait(LIMIT_MS);
        } catch (error) {
          if (!(error instanceof BrokenBarrierError)) throw error;
        }
      },
    ]);
  });
});

describe('in whatever order the steps fall, an event count', () => {
  const CONDITION = 1;
  /** One wait as queues and pipes do it, in a loop until the condition holds or the time is over. */
  const waiter =
    (timeoutMs = Infinity): Act =>
    (words) => {
      const count = new EventCount(words, 0);
      for (let left = timeoutMs; ;) {
        const key = count.prepare();
        if (words.load(CONDITION) > 0) {
          count.cancel(key);
          return;
        }
        const before = performance.now();
        count.wait(key, as(0), 0, left);
        if (left <= 0) return;
        left -= performance.now() - before;
      }
    };
  const give: Act = (words) => {
    words.add(CONDITION, 1);
    new EventCount(words, 0).notifyOne();
  };
  const giveAll: Act = (words) => {
    words.add(CONDITION, 1);
    new EventCount(words, 0).notifyAll();
  };

  it('leaves nobody asleep whose condition holds', () => {
    exploreAll([0, 0], [waiter(), give]);
    wanderThrough(1_000, [0, 0], [waiter(), waiter(), giveAll]);
    wanderThrough(1_000, [0, 0], [waiter(), waiter(), [give, give]]);
  });

  it('leaves nobody asleep when another gives up waiting at any moment', () => {
    wanderThrough(1_000, [0, 0], [waiter(), waiter(LIMIT_MS), [give, give]]);
  });

  it('keeps its promise where its number wraps around, and where tokens have been left in heaps', () => {
    for (const word of [-(2 ** 12), -(2 ** 12) + 0xbff, 0x7fff_f000, 0x7fff_fbff]) {
      exploreAll([word, 0], [waiter(), give]);
      wanderThrough(2_000, [word, 0], [waiter(), waiter(), [give, give]]);
    }
  });
});

describe('in whatever order the steps fall, a queue', () => {
  const CAPACITY = 16;
  const size = queueWords(CAPACITY);
  const start = (most = 0): readonly number[] => lay(size, (words) => Queue.initialize(words, 0, CAPACITY, most));
  const message = (value: number, length = 1): Uint8Array => new Uint8Array(length).fill(value);
  /** Adds up what it got, so that the end can tell whether all came. */
  const get = (words: Words, queue: Queue, timeoutMs?: number): number => {
    const into = new Uint8Array(CAPACITY);
    const length = queue.get(into, timeoutMs);
    if (length >= 0) words.add(size, into[0] as number);
    return length;
  };

  it('gives each message once, through room for one', () => {
    exploreAll(
      start(1),
      [
        [1, 2].map((value) => (words: Words) => void new Queue(words, 0, as(0)).put(message(value))),
        [1, 2].map((value) => (words: Words) => {
          const into = new Uint8Array(CAPACITY);
          new Queue(words, 0, as(1)).get(into);
          if (into[0] !== value) throw new Error(`It got ${into[0]} and not ${value}.`);
        }),
      ],
      (words) => expect([words[0], words[1]]).toEqual([0, 2]),
    );
  });

  it.each([0, 1])('leaves none of two producers and two consumers asleep, at most %d messages', (most) => {
    wanderThrough(
      500,
      start(most),
      [
        ...[1, 2].map((value) => (words: Words) => {
          const queue = new Queue(words, 0, as(value));
          queue.put(message(value, 5));
          queue.put(message(value * 4, 1));
        }),
        ...[3, 4].map((worker) => (words: Words) => {
          const queue = new Queue(words, 0, as(worker));
          get(words, queue);
          get(words, queue);
        }),
      ],
      (words) => expect(words[size]).toBe(15),
    );
  });

  it('lets two short messages in when one long one goes', () => {
    const full = (words: Words): void => void new Queue(words, 0, as(9)).put(message(1, 12));
    const filled = new PlainWords(size + OWN_WORDS);
    Queue.initialize(filled, 0, CAPACITY);
    full(filled);
    wanderThrough(
      500,
      [...filled.plain],
      [
        (words) => void new Queue(words, 0, as(0)).put(message(2)),
        (words) => void new Queue(words, 0, as(1)).put(message(3, 4)),
        (words) => void get(words, new Queue(words, 0, as(2))),
      ],
    );
  });

  it('wakes a producer of a short message when the room is too little for a long one', () => {
    const filled = new PlainWords(size + OWN_WORDS);
    Queue.initialize(filled, 0, CAPACITY);
    const queue = new Queue(filled, 0, as(9));
    queue.put(message(1, 4));
    queue.put(message(1, 4));
    wanderThrough(
      500,
      [...filled.plain],
      [
        (words) => void new Queue(words, 0, as(0)).put(message(2, 12), LIMIT_MS),
        (words) => void new Queue(words, 0, as(1)).put(message(3, 4)),
        (words) => void get(words, new Queue(words, 0, as(2))),
      ],
    );
  });

  it('gives all that was put before it was closed, and then the end', () => {
    wanderThrough(
      500,
      start(),
      [
        (words) => {
          try {
            if (new Queue(words, 0, as(0)).put(message(1))) words.add(size + 1, 1);
          } catch (error) {
            if (!(error instanceof QueueClosedError)) throw error;
          }
        },
        (words) => {
          const queue = new Queue(words, 0, as(1));
          while (get(words, queue) >= 0);
        },
        (words) => new Queue(words, 0, as(2)).close(),
      ],
      (words) => expect(words[size], 'got, of what was put').toBe(words[size + 1]),
    );
  });

  it('is given up waiting for at any moment, and nobody else sleeps for it', () => {
    wanderThrough(
      500,
      start(),
      [
        (words) => void get(words, new Queue(words, 0, as(0))),
        (words) => {
          const queue = new Queue(words, 0, as(1));
          if (get(words, queue, LIMIT_MS) >= 0) queue.put(message(1));
        },
        (words) => void new Queue(words, 0, as(2)).put(message(1)),
      ],
      (words) => expect(words[size]).toBeGreaterThan(0),
    );
  });
});

describe('in whatever order the steps fall, a pipe', () => {
  const CAPACITY = 8;
  const size = pipeWords(CAPACITY);
  const start = lay(size, (words) => Pipe.initialize(words, 0, CAPACITY));
  const message = (value: number): Uint8Array => new Uint8Array([value]);

  it('brings messages both ways, through room for one', () => {
    const send = (end: 0 | 1, value: number) => (words: Words) =>
      void Pipe.open(words, 0, end, as(end)).send(message(value));
    const receive = (end: 0 | 1, value: number) => (words: Words) => {
      const into = new Uint8Array(CAPACITY);
      Pipe.open(words, 0, end, as(end)).receive(into);
      if (into[0] !== value) throw new Error(`It got ${into[0]} and not ${value}.`);
    };
    exploreAll(start, [
      [send(0, 1), receive(0, 2), send(0, 3)],
      [receive(1, 1), send(1, 2), receive(1, 3)],
    ]);
  });

  it('is filled and emptied without anybody left asleep', () => {
    exploreAll(start, [
      (words) => {
        const pipe = Pipe.open(words, 0, 0, as(0));
        for (const value of [1, 2]) pipe.send(message(value));
      },
      (words) => {
        const pipe = Pipe.open(words, 0, 1, as(1));
        const into = new Uint8Array(CAPACITY);
        for (const value of [1, 2]) {
          pipe.receive(into);
          if (into[0] !== value) throw new Error(`It got ${into[0]} and not ${value}.`);
        }
      },
    ]);
  });

  it('lets nobody sleep for room, or for a message, that the other end closed', () => {
    exploreAll(start, [
      (words) => {
        const pipe = Pipe.open(words, 0, 0, as(0));
        try {
          for (const value of [1, 2]) pipe.send(message(value));
        } catch (error) {
          if (!(error instanceof PipeClosedError)) throw error;
        }
      },
      (words) => Pipe.open(words, 0, 1, as(1)).close(),
    ]);
    exploreAll(start, [
      (words) => {
        const pipe = Pipe.open(words, 0, 0, as(0));
        pipe.send(message(1));
        pipe.close();
      },
      (words) => {
        const pipe = Pipe.open(words, 0, 1, as(1));
        const into = new Uint8Array(CAPACITY);
        if (pipe.receive(into) !== 1 || pipe.receive(into) !== -2) throw new Error('It did not get all, then the end.');
      },
    ]);
  });

  it('is given to one of two who want the same end', () => {
    const taker = (worker: number) => (words: Words) => {
      try {
        Pipe.open(words, 0, 0, as(worker));
        words.add(size, 1);
      } catch {
        // The other was first.
      }
    };
    exploreAll(start, [taker(0), taker(1)], (words) => expect(words[size]).toBe(1));
  });
});
