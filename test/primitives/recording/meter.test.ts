/** What meters say of a worker alone, and of two that take turns: counts that can be known beforehand. */
import { describe, expect, it } from 'vitest';
import { attachRecording } from '../../../src/primitives/recording/attach.js';
import { DEPTH_SAMPLES, Meter, METER_WORDS } from '../../../src/primitives/recording/meter.js';
import { clearMeter, readMeter } from '../../../src/primitives/recording/reading.js';
import { initializeResource, type ResourceSpec } from '../../../src/primitives/registry.js';
import { SabMemory } from '../../../src/fabric/memory/sab-memory.js';
import { as } from '../as.js';

const METERS = 16 * METER_WORDS;
const words = SabMemory.create(1 << 20).words();

const meterIndex = (worker: number, part: number): number => METERS + (2 * worker + part) * METER_WORDS;

/** Handles of one resource for workers 0 to 3. */
function give(spec: ResourceSpec) {
  words.plain.fill(0);
  initializeResource(words, 0, spec);
  return [0, 1, 2, 3].map((worker) =>
    attachRecording(
      words,
      0,
      spec,
      as(worker),
      (part, lastOwner) => new Meter(words, { index: meterIndex(worker, part), part, lastOwner, worker, ring: null }),
    ),
  );
}

const read = (worker: number, part = 0) => readMeter(words.plain, meterIndex(worker, part));

/** One message for each of these bytes. */
const message = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

describe('a meter', () => {
  it('counts what a lock’s owner does, and nothing as contended that is had at once', () => {
    const [first] = give({ kind: 'LOCK' });
    if (first?.kind !== 'LOCK') throw new TypeError('not a lock');
    for (let time = 0; time < 1000; time += 1) {
      expect(first.lock.acquire()).toBe(true);
      first.lock.release();
    }
    expect(read(0)).toMatchObject({ operations: 1000, contended: 0, givenUp: 0, parks: 0, longestStreak: 1000 });
    // Each hold that is timed stands for those passed over: all but the last few.
    const held = read(0)?.holds.reduce((sum, count) => sum + count, 0) ?? 0;
    expect(held).toBeGreaterThan(1000 - 128);
    expect(held).toBeLessThanOrEqual(1000);
  });

  it('knows whose turn it was: the longest streak of each, and how often it went over', () => {
    const [first, second] = give({ kind: 'LOCK' });
    if (first?.kind !== 'LOCK' || second?.kind !== 'LOCK') throw new TypeError('not a lock');
    const turn = (who: typeof first, times: number): void => {
      for (let time = 0; time < times; time += 1) {
        who.lock.acquire();
        who.lock.release();
      }
    };
    turn(first, 3);
    turn(second, 2);
    turn(first, 5);
    turn(second, 1);
    turn(first, 4);
    expect(read(0)).toMatchObject({ operations: 12, longestStreak: 5, switches: 2 });
    expect(read(1)).toMatchObject({ operations: 3, longestStreak: 2, switches: 2 });
  });

  it('takes a try in vain for the begin of a wait, and counts it when it is had', () => {
    const [first, second] = give({ kind: 'RLOCK' });
    if (first?.kind !== 'RLOCK' || second?.kind !== 'RLOCK') throw new TypeError('not a lock');
    first.lock.acquire();
    first.lock.acquire();
    expect(second.lock.tryAcquire()).toBe(false);
    expect(read(1)).toMatchObject({ operations: 0, contended: 0, waitingSinceNs: expect.any(Number) });
    first.lock.release();
    first.lock.release();
    expect(second.lock.tryAcquire()).toBe(true);
    expect(read(1)).toMatchObject({ operations: 1, contended: 1, waitingSinceNs: null });
    expect(read(1)?.waits.reduce((sum, count) => sum + count, 0)).toBe(1);
    // The owner's re-entry is no acquisition.
    expect(read(0)).toMatchObject({ operations: 1, contended: 0 });
  });

  it('counts a wait that ran out as given up, and as nothing else', () => {
    const [first, second] = give({ kind: 'SEMAPHORE', permits: 1 });
    if (first?.kind !== 'SEMAPHORE' || second?.kind !== 'SEMAPHORE') throw new TypeError('not a semaphore');
    first.semaphore.acquire();
    expect(second.semaphore.acquire(1)).toBe(false);
    expect(read(1)).toMatchObject({ operations: 0, contended: 0, givenUp: 1, waitingSinceNs: null });
  });

  it('holds from the first permit that a worker has to the last that it gives back', () => {
    const [first] = give({ kind: 'SEMAPHORE', permits: 2 });
    if (first?.kind !== 'SEMAPHORE') throw new TypeError('not a semaphore');
    first.semaphore.acquire();
    first.semaphore.acquire();
    first.semaphore.release();
    expect(read(0)?.holdingSinceNs).not.toBeNull();
    first.semaphore.release();
    expect(read(0)).toMatchObject({ operations: 2, holdingSinceNs: null });
    expect(read(0)?.holds.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('sees how many messages a queue holds, in few samples however many there are', () => {
    const [first] = give({ kind: 'QUEUE', capacityBytes: 65_536, most: 0 });
    if (first?.kind !== 'QUEUE') throw new TypeError('not a queue');
    for (let number = 0; number < 5000; number += 1) first.queue.put(message(number));
    const depths = read(0, 0)?.depths ?? [];
    expect(depths.length).toBeGreaterThan(1);
    expect(depths.length).toBeLessThanOrEqual(DEPTH_SAMPLES);
    expect(depths[0]?.messages).toBe(1);
    const inOrder = depths.toSorted((a, b) => a.atNs - b.atNs || a.messages - b.messages);
    expect(depths).toEqual(inOrder);
  });

  it('tells sleeps from looks: an event that is set makes nobody wait', () => {
    const [first, second] = give({ kind: 'EVENT' });
    if (first?.kind !== 'EVENT' || second?.kind !== 'EVENT') throw new TypeError('not an event');
    // So long that it is not over before it sleeps, whatever the host does meanwhile.
    expect(second.event.wait(200)).toBe(false);
    expect(read(1)).toMatchObject({ givenUp: 1, parks: 1 });
    first.event.set();
    expect(second.event.wait()).toBe(true);
    expect(read(1)).toMatchObject({ operations: 1, contended: 0 });
    expect(read(0)).toBeNull();
  });

  it('leaves no open wait behind where an operation throws', () => {
    const [first] = give({ kind: 'CONDITION', workers: 2 });
    if (first?.kind !== 'CONDITION') throw new TypeError('not a condition');
    expect(() => first.condition.wait()).toThrow('does not hold this lock');
    expect(read(0)?.waitingSinceNs).toBeNull();
  });

  it('is nothing to read once it is cleared', () => {
    const [first] = give({ kind: 'LOCK' });
    if (first?.kind !== 'LOCK') throw new TypeError('not a lock');
    first.lock.acquire();
    first.lock.release();
    clearMeter(words.plain, meterIndex(0, 0));
    expect(read(0)).toBeNull();
  });
});
