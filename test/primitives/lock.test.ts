/** One contract for the lock, on every kind of shared memory and every kind of worker. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Lock, NotOwnerError, ownerOf } from '../../src/primitives/lock.js';
import { until } from '../fabric/until.js';
import { as } from './as.js';
import { LAYOUT, SETTINGS, Stage } from './stage.js';

/** The test's own number on the stage. */
const TEST = 7;

interface Hammered {
  readonly held: number;
  readonly intruders: number;
}

describe.each(SETTINGS)('a lock between $name', (setting) => {
  let stage: Stage;
  /** The test's own handle. */
  let lock: Lock;

  beforeEach(() => {
    stage = new Stage(setting);
    Lock.initialize(stage.words, LAYOUT.lock);
    lock = new Lock(stage.words, LAYOUT.lock, as(TEST));
  });

  afterEach(() => stage.clear());

  /** Somebody is about to sleep on it, or sleeps: the word says more than who holds it. */
  const somebodyWaits = (): Promise<boolean> =>
    until(() => {
      const owner = lock.owner();
      return owner !== null && stage.words.load(LAYOUT.lock) !== owner + 1;
    });

  it.each([
    { workers: 2, times: 300_000, spins: 2_000 },
    { workers: 2, times: 100_000, spins: 0 },
    { workers: 4, times: 50_000, spins: 0 },
  ])(
    'lets one in at a time: $workers hammer it, $times times each, $spins spins',
    async ({ workers, times, spins }) => {
      const seed = 4_711;
      const results = await Promise.all(
        stage
          .actors(workers, { spins })
          .map((actor, self) => actor.ask<Hammered>('hammer', { actors: workers, times, seed: seed + self })),
      );
      expect(results, `seed ${seed}`).toEqual(results.map(() => ({ held: times, intruders: 0 })));
      expect(stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(workers * times);
      expect(stage.words.load(LAYOUT.lock), 'the word of a free lock').toBe(0);
    },
  );

  it('forgets nobody, though some give up waiting just as they are woken', async () => {
    const seed = 815;
    const times = 20_000;
    const results = await Promise.all(
      stage
        .actors(4)
        .map((actor, self) =>
          actor.ask<Hammered>('hammer', { actors: 4, times, seed: seed + self, impatient: self >= 2 }),
        ),
    );
    const held = results.reduce((sum, result) => sum + result.held, 0);
    expect(results[0]?.held, `seed ${seed}`).toBe(times);
    expect(results[1]?.held, `seed ${seed}`).toBe(times);
    expect(results.map(({ intruders }) => intruders)).toEqual([0, 0, 0, 0]);
    expect(stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(held);
    expect(lock.owner()).toBeNull();
  });

  it('wakes a sleeper when it is released', async () => {
    const actor = stage.actor({ self: 3 });
    lock.acquire();
    const acquired = actor.ask('acquire');
    await somebodyWaits();
    lock.release();
    expect(await acquired).toBe(true);
    expect(lock.owner()).toBe(3);
  });

  it('wakes one sleeper after the other, each by the one before', async () => {
    const actors = stage.actors(3);
    lock.acquire();
    const all = actors.map((actor) => actor.ask('acquire').then(() => actor.ask('release')));
    await somebodyWaits();
    lock.release();
    await Promise.all(all);
    expect(lock.owner()).toBeNull();
  });

  it('is not had by trying while somebody holds it, the holder included', async () => {
    const actor = stage.actor();
    expect(lock.tryAcquire()).toBe(true);
    expect(lock.tryAcquire()).toBe(false);
    expect(await actor.ask('tryAcquire')).toBe(false);
    lock.release();
    expect(await actor.ask('tryAcquire')).toBe(true);
    expect(await actor.ask('tryAcquire')).toBe(false);
    expect(await actor.ask('acquire', 5)).toBe(false);
  });

  it('is given up by a timed acquire, and stays as usable as before', async () => {
    const actor = stage.actor({ spins: 50 });
    lock.acquire();
    for (const timeoutMs of [0, 0.2, 20]) expect(await actor.ask('acquire', timeoutMs)).toBe(false);
    expect(lock.owner()).toBe(TEST);
    lock.release();
    expect(lock.owner()).toBeNull();
    expect(await actor.ask('acquire', 20)).toBe(true);
    expect(lock.owner()).toBe(0);
    await actor.ask('release');
    expect(lock.acquire(0)).toBe(true);
  });

  it('is had by a timed acquire as soon as it is free', async () => {
    const actor = stage.actor({ self: 5 });
    lock.acquire();
    const acquired = actor.ask('acquire', 300_000);
    await somebodyWaits();
    lock.release();
    expect(await acquired).toBe(true);
  });

  it('is released by nobody but its holder, and the error names the holder', async () => {
    const actor = stage.actor({ self: 2 });
    await expect(actor.ask('release')).rejects.toMatchObject({
      name: 'NotOwnerError',
      message: 'Worker 2 does not hold this lock; nobody does.',
    });
    lock.acquire();
    const notOwner = { name: 'NotOwnerError', message: `Worker 2 does not hold this lock; worker ${TEST} does.` };
    await expect(actor.ask('release')).rejects.toMatchObject(notOwner);
    expect(lock.owner()).toBe(TEST);

    // A lock with sleepers says the same, and keeps its sleepers.
    const sleeper = stage.actor({ self: 4 });
    const acquired = sleeper.ask('acquire');
    await somebodyWaits();
    await expect(actor.ask('release')).rejects.toMatchObject(notOwner);
    lock.release();
    expect(await acquired).toBe(true);
    expect(() => lock.release()).toThrow(NotOwnerError);
    expect(() => lock.release()).toThrow('worker 4');
  });

  it('tells everybody who holds it, whether somebody sleeps on it or not', async () => {
    const [zero, one] = stage.actors(2);
    expect(await zero?.ask('owner')).toBeNull();
    await zero?.ask('acquire');
    expect(await one?.ask('owner')).toBe(0);
    expect(lock.owner()).toBe(0);
    const acquired = one?.ask('acquire');
    await somebodyWaits();
    expect(lock.owner()).toBe(0);
    expect(ownerOf(stage.words.load(LAYOUT.lock))).toBe(0);
    await zero?.ask('release');
    await acquired;
    expect(await zero?.ask('owner')).toBe(1);
  });

  it('lets go of a sleeper when the run is called off, and of the lock not', async () => {
    const actor = stage.actor();
    lock.acquire();
    const thrown = actor.ask('acquire').catch((error: unknown) => error);
    await somebodyWaits();
    // It may not have fallen asleep yet: whoever calls off wakes again until all have heard.
    const again = setInterval(() => stage.interrupt(), 5);
    expect(await thrown.finally(() => clearInterval(again))).toMatchObject({ name: 'Interrupted' });
    expect(lock.owner()).toBe(TEST);
    lock.release();
    expect(stage.words.load(LAYOUT.lock)).toBe(0);
  });

  it('lets go of a sleeper also when the wake came before it slept', async () => {
    const actor = stage.actor({ longestSleepMs: 20 });
    lock.acquire();
    const thrown = actor.ask('acquire').catch((error: unknown) => error);
    await somebodyWaits();
    stage.words.store(LAYOUT.interrupt, 1);
    expect(await thrown).toMatchObject({ name: 'Interrupted' });
    expect(lock.owner()).toBe(TEST);
  });
});
