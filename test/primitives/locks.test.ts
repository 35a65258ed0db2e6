/** The contracts of the primitives that keep others out: re-entrant lock and semaphores. */
import { expect, it } from 'vitest';
import { NotOwnerError } from '../../src/primitives/lock.js';
import { TooManyReleasesError } from '../../src/primitives/semaphore.js';
import { LAYOUT } from './stage.js';
import { describeOnEveryStage, TEST } from './troupe.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describeOnEveryStage('a re-entrant lock', (troupe) => {
  it('is taken again by its owner, and free after as many releases', async () => {
    const { lock } = await troupe().give({ kind: 'RLOCK' });
    for (let depth = 1; depth <= 3; depth += 1) {
      expect(lock.acquire(0)).toBe(true);
      expect(lock.depth()).toBe(depth);
    }
    for (let depth = 3; depth >= 1; depth -= 1) {
      expect(await troupe().actor(0).ask('call', 'lock.tryAcquire')).toBe(false);
      expect(lock.owner()).toBe(TEST);
      lock.release();
    }
    expect(await troupe().actor(0).ask('call', 'lock.tryAcquire')).toBe(true);
    expect(lock.owner()).toBe(0);
  });

  it('is released by nobody but its owner', async () => {
    const { lock } = await troupe().give({ kind: 'RLOCK' });
    expect(() => lock.release()).toThrow(NotOwnerError);
    lock.acquire();
    await expect(troupe().actor(1).ask('call', 'lock.release')).rejects.toMatchObject({
      name: 'NotOwnerError',
      message: `Worker 1 does not hold this lock; worker ${TEST} does.`,
    });
    expect(lock.depth()).toBe(1);
    lock.release();
    expect(() => lock.release()).toThrow(NotOwnerError);
  });

  it('is given up by a timed acquire, and had when it is free', async () => {
    const { lock } = await troupe().give({ kind: 'RLOCK' });
    lock.acquire();
    for (const timeoutMs of [0, 0.2, 10]) {
      expect(await troupe().actor(0).ask('call', 'lock.acquire', timeoutMs)).toBe(false);
    }
    const acquired = troupe().actor(0).ask('call', 'lock.acquire');
    await troupe().untilAsleep(0);
    lock.release();
    expect(await acquired).toBe(true);
    expect(lock.depth()).toBe(1);
  });

  it('lets go of a sleeper when the run is called off', async () => {
    const { lock } = await troupe().give({ kind: 'RLOCK' });
    lock.acquire();
    const acquired = troupe().actor(0).ask('call', 'lock.acquire');
    await troupe().untilAsleep(0);
    expect(await troupe().interrupted(acquired)).toEqual(['Interrupted']);
    expect([lock.owner(), lock.depth()]).toEqual([TEST, 1]);
  });

  it.each([0, 500])('lets one in at a time, however deep, with %d spins', async (spins) => {
    await troupe().give({ kind: 'RLOCK' }, spins);
    const [seed, times] = [77, 60_000];
    const intruders = await troupe().all<number>(3, 'hammerRLock', { seed, times });
    expect(intruders, `seed ${seed}`).toEqual([0, 0, 0]);
    expect(troupe().stage.words.load(LAYOUT.counter), `seed ${seed}`).toBe(3 * times);
  });
});

describeOnEveryStage('a semaphore', (troupe) => {
  it('gives as many permits as it has, and the next when one comes back', async () => {
    const { semaphore } = await troupe().give({ kind: 'SEMAPHORE', permits: 2 });
    expect([semaphore.tryAcquire(), semaphore.acquire(0), semaphore.tryAcquire()]).toEqual([true, true, false]);
    const acquired = troupe().actor(0).ask('call', 'semaphore.acquire');
    await troupe().untilAsleep(0);
    semaphore.release();
    expect(await acquired).toBe(true);
    expect(semaphore.permits()).toBe(0);
  });

  it('may be released by anybody, and rise above its start', async () => {
    const { semaphore } = await troupe().give({ kind: 'SEMAPHORE', permits: 0 });
    await troupe().actor(0).ask('call', 'semaphore.release');
    semaphore.release();
    expect(semaphore.permits()).toBe(2);
  });

  it('that is bounded never rises above its start', async () => {
    const { semaphore } = await troupe().give({ kind: 'BOUNDED_SEMAPHORE', permits: 1 });
    expect(() => semaphore.release()).toThrow(TooManyReleasesError);
    semaphore.acquire();
    await troupe().actor(0).ask('call', 'semaphore.release');
    await expect(troupe().actor(1).ask('call', 'semaphore.release')).rejects.toMatchObject({
      name: 'TooManyReleasesError',
    });
    expect(semaphore.permits()).toBe(1);
  });

  it('wakes as many sleepers as permits come', async () => {
    const { semaphore } = await troupe().give({ kind: 'SEMAPHORE', permits: 0 });
    const all = [0, 1, 2].map((self) => troupe().actor(self).ask('call', 'semaphore.acquire'));
    await troupe().untilAsleep(0, 1, 2);
    for (let permits = 0; permits < 3; permits += 1) semaphore.release();
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(semaphore.permits()).toBe(0);
  });

  it('is given up by a timed acquire, and stays as usable as before', async () => {
    const { semaphore } = await troupe().give({ kind: 'SEMAPHORE', permits: 0 }, 50);
    for (const timeoutMs of [0, 0.2, 10]) {
      expect(await troupe().actor(0).ask('call', 'semaphore.acquire', timeoutMs)).toBe(false);
    }
    semaphore.release();
    expect(await troupe().actor(0).ask('call', 'semaphore.acquire', 0)).toBe(true);
  });

  it('lets go of sleepers when the run is called off, and loses no permit by it', async () => {
    const { semaphore } = await troupe().give({ kind: 'SEMAPHORE', permits: 0 });
    const all = [0, 1].map((self) => troupe().actor(self).ask('call', 'semaphore.acquire'));
    await troupe().untilAsleep(0, 1);
    expect(await troupe().interrupted(...all)).toEqual(['Interrupted', 'Interrupted']);
    semaphore.release();
    expect(semaphore.tryAcquire()).toBe(true);
  });

  it.each([
    { permits: 1, spins: 0 },
    { permits: 2, spins: 0 },
    { permits: 2, spins: 500 },
  ])('never lets more in than it has permits: $permits permits, $spins spins', async ({ permits, spins }) => {
    const { semaphore } = await troupe().give({ kind: 'BOUNDED_SEMAPHORE', permits }, spins);
    const [seed, times] = [78, 40_000];
    const results = await troupe().all<{ inside: number; tooMany: number }>(4, 'hammerSemaphore', {
      seed,
      times,
      permits,
    });
    expect(sum(results.map(({ tooMany }) => tooMany)), `seed ${seed}`).toBe(0);
    expect(sum(results.map(({ inside }) => inside)), `seed ${seed}`).toBeGreaterThan(times);
    expect(semaphore.permits(), `seed ${seed}`).toBe(permits);
  });
});
