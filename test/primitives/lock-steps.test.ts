/** The moments that decide whether a wake is lost, one step at a time: too short to be met by chance. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lock } from '../../src/primitives/lock.js';
import type { WaitResult } from '../../src/primitives/words.js';
import { as } from './as.js';
import { PlainWords } from './plain-words.js';

const LOCK = 0;
const LIMIT_MS = 2;

/** Words on which the others act while the worker under test sleeps. */
class Script extends PlainWords {
  /** What happens in each sleep, one after the other. */
  readonly sleeps: (() => WaitResult)[] = [];
  wakes = 0;

  override wait(index: number, expected: number): WaitResult {
    if (this.load(index) !== expected) return 'changed';
    const next = this.sleeps.shift();
    if (!next) throw new Error('The worker went to sleep once more than the script knows.');
    return next();
  }

  override wake(): number {
    this.wakes += 1;
    return 1;
  }
}

function createCast(): { words: Script; under: Lock; holder: Lock; other: Lock } {
  const words = new Script(16);
  Lock.initialize(words, LOCK);
  const [under, holder, other] = [0, 1, 2].map((self) => new Lock(words, LOCK, as(self))) as [Lock, Lock, Lock];
  holder.acquire();
  return { words, under, holder, other };
}

/** The clock of the worker under test: it stands still but for what is slept. */
let clockMs = 0;

beforeEach(() => {
  clockMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clockMs);
});
afterEach(() => void vi.restoreAllMocks());

/** It goes past the time limit while the worker sleeps. */
function oversleep(): void {
  clockMs += 2 * LIMIT_MS;
}

describe('a lock', () => {
  it('wakes nobody when nobody slept, and one when somebody did', () => {
    const { words, under, holder } = createCast();
    holder.release();
    under.acquire();
    under.release();
    expect(words.wakes).toBe(0);

    holder.acquire();
    words.sleeps.push(() => {
      holder.release();
      return 'woken';
    });
    expect(under.acquire()).toBe(true);
    expect(words.wakes).toBe(1);
  });

  it('is taken by whoever was woken for it, also when the time limit has passed meanwhile', () => {
    const { words, under, holder } = createCast();
    words.sleeps.push(() => {
      holder.release();
      oversleep();
      return 'woken';
    });
    // The wake is spent: to walk away from the free lock would leave the other sleepers to sleep for ever.
    expect(under.acquire(LIMIT_MS)).toBe(true);
    expect(under.owner()).toBe(0);
  });

  it('keeps its note of sleepers when the woken one comes too late and gives up', () => {
    const { words, under, holder, other } = createCast();
    words.sleeps.push(() => {
      holder.release();
      other.acquire();
      oversleep();
      return 'woken';
    });
    expect(under.acquire(LIMIT_MS)).toBe(false);
    expect(words.wakes).toBe(1);
    // Others may sleep still, and the one that was woken for them has gone: the next release must wake.
    other.release();
    expect(words.wakes).toBe(2);
  });

  it('is passed on by a sleeper that got it, since others may sleep still', () => {
    const { words, under, holder } = createCast();
    words.sleeps.push(() => {
      holder.release();
      return 'woken';
    });
    under.acquire();
    under.release();
    expect(words.wakes).toBe(2);
  });

  it('is not slept on when it was released just before', () => {
    const { words, under, holder } = createCast();
    const wait = words.wait.bind(words);
    words.wait = (index, expected) => {
      holder.release();
      return wait(index, expected);
    };
    expect(under.acquire()).toBe(true);
  });

  it('is waited for again after an early wake', () => {
    const { words, under, holder } = createCast();
    words.sleeps.push(
      () => 'woken',
      () => 'changed',
      () => {
        holder.release();
        return 'woken';
      },
    );
    expect(under.acquire()).toBe(true);
  });
});
