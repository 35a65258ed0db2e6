/** The contracts of the primitives by which workers tell each other something: event, condition and barrier. */
import { describe, expect, it } from 'vitest';
import { Barrier, BARRIER_WORDS } from '../../src/primitives/barrier.js';
import { Condition } from '../../src/primitives/condition.js';
import { NotOwnerError } from '../../src/primitives/lock.js';
import { as } from './as.js';
import { PlainWords } from './plain-words.js';
import { LAYOUT } from './stage.js';
import { describeOnEveryStage, type Troupe } from './troupe.js';

describeOnEveryStage('an event', (troupe) => {
  it('wakes all who wait when it is set, and makes nobody wait while it is', async () => {
    const { event } = await troupe().give({ kind: 'EVENT' });
    const all = [0, 1, 2].map((self) => troupe().actor(self).ask('call', 'event.wait'));
    await troupe().untilAsleep(0, 1, 2);
    event.set();
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(event.isSet()).toBe(true);
    event.set();
    expect(await troupe().actor(3).ask('call', 'event.wait', 0)).toBe(true);
  });

  it('is waited for again once it is cleared', async () => {
    const { event } = await troupe().give({ kind: 'EVENT' });
    event.set();
    event.clear();
    event.clear();
    expect(event.isSet()).toBe(false);
    expect(event.wait(0)).toBe(false);
    const waited = troupe().actor(0).ask('call', 'event.wait');
    await troupe().untilAsleep(0);
    await troupe().actor(1).ask('call', 'event.set');
    expect(await waited).toBe(true);
  });

  it.each([0, 300])('wakes who waits also when it is cleared at once, with %d spins', async (spins) => {
    await troupe().give({ kind: 'EVENT' }, spins);
    const [actors, times] = [3, 2_000];
    await Promise.all(
      [0, 1, 2].map((self) =>
        troupe()
          .actor(self)
          .ask('hammerEvent', { actors, times, sets: self === 0 }),
      ),
    );
    expect(troupe().stage.words.load(LAYOUT.counter)).toBe(2 * times);
  });

  it('is given up by a timed wait, and stays as usable as before', async () => {
    const { event } = await troupe().give({ kind: 'EVENT' }, 50);
    for (const timeoutMs of [0, 0.2, 10]) {
      expect(await troupe().actor(0).ask('call', 'event.wait', timeoutMs)).toBe(false);
    }
    event.set();
    expect(await troupe().actor(0).ask('call', 'event.wait', 0)).toBe(true);
  });

  it('lets go of sleepers when the run is called off', async () => {
    await troupe().give({ kind: 'EVENT' });
    const all = [0, 1].map((self) => troupe().actor(self).ask('call', 'event.wait'));
    await troupe().untilAsleep(0, 1);
    expect(await troupe().interrupted(...all)).toEqual(['Interrupted', 'Interrupted']);
  });
});

describe('a condition', () => {
  it('is waited at and notified by nobody who does not hold its lock', () => {
    const words = new PlainWords(1_000);
    Condition.initialize(words, 0, 2);
    const condition = new Condition(words, 0, as(0));
    expect(() => condition.wait()).toThrow(NotOwnerError);
    expect(() => condition.notify()).toThrow(NotOwnerError);
    expect(() => condition.notifyAll()).toThrow(NotOwnerError);
    new Condition(words, 0, as(1)).lock.acquire();
    expect(() => condition.notify()).toThrow('worker 1');
  });

  it('asks its predicate once when there is no time to wait', () => {
    const words = new PlainWords(1_000);
    Condition.initialize(words, 0, 1);
    const condition = new Condition(words, 0, as(0));
    condition.lock.acquire();
    let asked = 0;
    const answer = (holds: boolean) => (): boolean => {
      asked += 1;
      return holds;
    };
    expect([condition.waitFor(answer(true)), condition.waitFor(answer(false), 0)]).toEqual([true, false]);
    expect(asked).toBe(2);
  });

  it('serves workers whatever their numbers are, and refuses more than it was made for', () => {
    const words = new PlainWords(1_000);
    Condition.initialize(words, 0, 1);
    const behind = words.plain.slice(200);
    const condition = new Condition(words, 0, as(40));
    condition.lock.acquire();
    // There is nobody to wake it but itself: a wait that sleeps would throw.
    expect(condition.wait(0)).toBe(false);
    expect(words.plain.slice(200), 'words behind the condition').toEqual(behind);
    // Somebody sits in the only seat.
    words.wait = () => {
      const other = new Condition(words, 0, as(41));
      other.lock.acquire();
      expect(() => other.wait(0)).toThrow(RangeError);
      other.notify();
      other.lock.release();
      return 'woken';
    };
    expect(condition.wait()).toBe(true);
  });
});

/** They wait one after the other, so that the longest waiting is known. */
async function waitInTurn(troupe: Troupe, actors: readonly number[]): Promise<readonly Promise<unknown>[]> {
  const waits: Promise<unknown>[] = [];
  for (const actor of actors) {
    waits.push(troupe.actor(actor).ask('waitAt'));
    await troupe.untilAsleep(actor);
  }
  return waits;
}

describeOnEveryStage('a condition', (troupe) => {
  const WORKERS = 5;

  it('wakes the longest waiting, as many as asked', async () => {
    const { condition } = await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    const order: number[] = [];
    const waits = await waitInTurn(troupe(), [2, 0, 3, 1]);
    for (const [turn, actor] of [2, 0, 3, 1].entries()) void waits[turn]?.then(() => order.push(actor));
    const notify = (count: number): void => {
      condition.lock.acquire();
      condition.notify(count);
      condition.lock.release();
    };
    notify(1);
    expect(await waits[0]).toBe(true);
    notify(2);
    expect(await Promise.all([waits[1], waits[2]])).toEqual([true, true]);
    expect(new Set(order)).toEqual(new Set([0, 2, 3]));
    expect(order[0]).toBe(2);
    expect(troupe().isAsleep(1)).toBe(true);
    notify(1);
    expect(await waits[3]).toBe(true);
  });

  it('wakes all, and forgets a notify that nobody waited for', async () => {
    const { condition } = await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    condition.lock.acquire();
    condition.notify();
    condition.notifyAll();
    condition.lock.release();
    const waits = await waitInTurn(troupe(), [0, 1, 2]);
    expect(troupe().isAsleep(0, 1, 2)).toBe(true);
    condition.lock.acquire();
    condition.notifyAll();
    condition.lock.release();
    expect(await Promise.all(waits)).toEqual([true, true, true]);
  });

  it('is given up by a timed wait with the lock held again, and stays as usable as before', async () => {
    const { condition } = await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    for (const timeoutMs of [0, 0.2, 10]) {
      expect(await troupe().actor(0).ask('waitAt', timeoutMs)).toBe(false);
    }
    expect(condition.lock.owner()).toBeNull();
    const [waited] = await waitInTurn(troupe(), [1]);
    condition.lock.acquire();
    condition.notify();
    condition.lock.release();
    expect(await waited).toBe(true);
  });

  it('is waited at until a predicate holds, or the time is over', async () => {
    const { condition } = await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    expect(await troupe().actor(0).ask('waitForCounter', 1, 10)).toBe(false);
    const waited = troupe().actor(0).ask('waitForCounter', 2);
    await troupe().untilAsleep(0);
    for (let value = 1; value <= 2; value += 1) {
      condition.lock.acquire();
      troupe().stage.words.store(LAYOUT.counter, value);
      condition.notify();
      condition.lock.release();
      if (value === 1) await troupe().untilAsleep(0);
    }
    expect(await waited).toBe(true);
  });

  it('lets go of sleepers when the run is called off', async () => {
    await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    const waits = await waitInTurn(troupe(), [0, 1]);
    const ends = await troupe().interrupted(...waits);
    // `waitAt` releases a lock that an interrupted wait has not taken again.
    for (const end of ends) expect(String(end)).toMatch(/Interrupted|NotOwnerError/);
  });

  it.each([0, 500])('hands a token around, with waits that are given up, with %d spins', async (spins) => {
    await troupe().give({ kind: 'CONDITION', workers: WORKERS }, spins);
    const [seed, times] = [79, 3_000];
    await troupe().all(4, 'hammerCondition', { seed, times });
    expect(troupe().stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(4 * times);
  });

  it('loses no notify of many', async () => {
    await troupe().give({ kind: 'CONDITION', workers: WORKERS });
    const [seed, times] = [80, 20_000];
    await Promise.all(
      troupe().actors.map((actor, self) =>
        actor.ask('hammerNotify', { actors: 4, times, seed: seed + self, gives: self % 2 === 0 }),
      ),
    );
    expect(troupe().stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(0);
  });
});

describe('a barrier', () => {
  it('of one party lets it through at once, also where its generations wrap around', () => {
    const words = new PlainWords(BARRIER_WORDS);
    Barrier.initialize(words, 0, 1);
    // The generation is the first word of the second line.
    words.store(BARRIER_WORDS / 2, 2 ** 31 - 2);
    const barrier = new Barrier(words, 0, as(0));
    expect(Array.from({ length: 5 }, () => barrier.wait())).toEqual([0, 0, 0, 0, 0]);
  });
});

describeOnEveryStage('a barrier', (troupe) => {
  it('lets all through when the last has come, each with its own number, again and again', async () => {
    const { barrier } = await troupe().give({ kind: 'BARRIER', parties: 3 });
    for (let generation = 0; generation < 5; generation += 1) {
      const two = [0, 1].map((self) => troupe().actor(self).ask<number>('call', 'barrier.wait'));
      await troupe().untilAsleep(0, 1);
      expect(barrier.waiting()).toBe(2);
      expect(barrier.wait(0)).toBe(2);
      expect(new Set(await Promise.all(two))).toEqual(new Set([0, 1]));
    }
  });

  it('breaks for all when one gives up, and stays broken until it is reset', async () => {
    const { barrier } = await troupe().give({ kind: 'BARRIER', parties: 3 });
    const broken = { name: 'BrokenBarrierError' };
    const waited = troupe().actor(0).ask('call', 'barrier.wait');
    await troupe().untilAsleep(0);
    const [first, second] = await Promise.allSettled([waited, troupe().actor(1).ask('call', 'barrier.wait', 10)]);
    expect([first, second]).toMatchObject([{ reason: broken }, { reason: broken }]);
    expect(barrier.isBroken()).toBe(true);
    await expect(troupe().actor(2).ask('call', 'barrier.wait')).rejects.toMatchObject(broken);
    barrier.reset();
    expect(barrier.isBroken()).toBe(false);
    const arrivals = await Promise.all(
      [0, 1, 2].map((self) => troupe().actor(self).ask<number>('call', 'barrier.wait')),
    );
    expect(new Set(arrivals)).toEqual(new Set([0, 1, 2]));
  });

  it.each(['abort', 'reset'] as const)('tells who waits that it broke, on %s', async (how) => {
    const { barrier } = await troupe().give({ kind: 'BARRIER', parties: 3 });
    const waits = [0, 1].map((self) => troupe().actor(self).ask('call', 'barrier.wait'));
    const ends = Promise.allSettled(waits);
    await troupe().untilAsleep(0, 1);
    barrier[how]();
    const broken = { reason: { name: 'BrokenBarrierError' } };
    expect(await ends).toMatchObject([broken, broken]);
    expect(barrier.isBroken()).toBe(how === 'abort');
    expect(barrier.waiting()).toBe(0);
  });

  it('lets go of sleepers when the run is called off', async () => {
    await troupe().give({ kind: 'BARRIER', parties: 3 });
    const waits = [0, 1].map((self) => troupe().actor(self).ask('call', 'barrier.wait'));
    await troupe().untilAsleep(0, 1);
    expect(await troupe().interrupted(...waits)).toEqual(['Interrupted', 'Interrupted']);
  });

  it.each([0, 1_000])('lets nobody through before all are there, with %d spins', async (spins) => {
    await troupe().give({ kind: 'BARRIER', parties: 3 }, spins);
    const [seed, times] = [81, 5_000];
    const results = await troupe().all<{ missing: number; sum: number }>(3, 'hammerBarrier', { seed, times });
    expect(
      results.map(({ missing }) => missing),
      `seed ${seed}`,
    ).toEqual([0, 0, 0]);
    expect(
      results.reduce((total, { sum }) => total + sum, 0),
      `seed ${seed}`,
    ).toBe(3 * times);
  });
});
