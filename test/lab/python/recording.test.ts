/** Recording on interpreters: the same facts as of the lab's own workers, told by Python's primitives. */
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../../src/domain/experiment.js';
import type { PrimitiveUse, RunRecording } from '../../../src/domain/recording.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { absentInUse } from '../missing.js';
import type { Wanted } from '../runs.js';
import { defaultsOf, playOnPython } from './play.js';

const SIDE_BY_SIDE = ['THREADS', 'PROCESSES'] as const satisfies readonly Fabric[];
const TOGETHER = ['THREADS', 'PROCESSES', 'ASYNC'] as const satisfies readonly Fabric[];

function only(uses: readonly PrimitiveUse[], operation: string): PrimitiveUse {
  const found = uses.filter((use) => use.operation === operation);
  expect(found).toHaveLength(1);
  return found[0] as PrimitiveUse;
}

describe.each(EXTREMES)('a recorded run on $id', (runtime) => {
  const record = async ({ kind, parameters, ...wanted }: Omit<Wanted, 'recording'>): Promise<RunRecording> => {
    const { ending } = await playOnPython(runtime, {
      ...wanted,
      kind,
      parameters: { ...defaultsOf(kind), ...parameters },
      recording: 'CONTENTION',
    });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    if (!ending.recording) throw new Error('Nothing was recorded.');
    return ending.recording;
  };

  it.each([...SIDE_BY_SIDE, 'SERIAL'] as const)('counts every acquisition of a lock on %s', async (fabric) => {
    const increments = 3_000;
    for (const primitive of ['LOCK', 'RLOCK'] as const) {
      const { uses, overhead } = await record({
        kind: 'counter',
        parameters: { increments },
        primitive,
        fabric,
        repetitions: 2,
        warmup: 1,
      });
      const use = only(uses, 'ACQUIRE');
      expect(use).toMatchObject({ name: primitive, kind: primitive, acquisitions: 2 * 2 * increments, fairness: 1 });
      expect(use.workers.map(({ acquisitions }) => acquisitions)).toEqual([2 * increments, 2 * increments]);
      expect(use.hold?.p50).toBeGreaterThan(0);
      expect(use.longestStreak).toBeGreaterThan(0);
      expect(overhead?.operations).toBe(4 * increments);
      expect(overhead?.nsPerOperation).toBeGreaterThan(0);
      expect(overhead?.shareOfWall).toBeGreaterThan(0);
    }
  });

  it.each(SIDE_BY_SIDE)('sees who had to wait for a lock that is held over a sleep on %s', async (fabric) => {
    const { uses, sharing } = await record({
      kind: 'fileRead',
      // For longer together than a busy host keeps one of them from beginning, so that they meet.
      parameters: { times: 20, holdMs: 20 },
      primitive: 'LOCK',
      fabric,
      workers: 3,
    });
    const use = only(uses, 'ACQUIRE');
    expect(use).toMatchObject({ acquisitions: 3 * 20 });
    // The first of a worker's is had at once by one of them at most.
    expect(use.contended).toBeGreaterThan(1);
    expect(use.wait?.max).toBeGreaterThan(10);
    expect(use.hold?.p50).toBeGreaterThan(19);
    expect(use.switches).toBeGreaterThan(0);
    expect(sharing?.lockWait?.median).toBeGreaterThan(0);
  });

  it.each(TOGETHER)('counts the permits of a semaphore on %s', async (fabric) => {
    for (const primitive of ['SEMAPHORE', 'BOUNDED_SEMAPHORE'] as const) {
      const { uses } = await record({
        kind: 'semaphoreInside',
        // As above: so that all three are there at once.
        parameters: { holdMs: 20, steps: 20 },
        primitive,
        fabric,
        workers: 3,
      });
      const use = only(uses, 'ACQUIRE');
      expect(use).toMatchObject({ name: primitive, acquisitions: 3 * 20, switches: null });
      // Two permits for three workers.
      expect(use.contended).toBeGreaterThan(0);
      expect(use.hold?.p50).toBeGreaterThan(19);
    }
  });

  it('counts what goes through a queue and through a pipe', async () => {
    for (const [primitive, fabric] of [
      ...TOGETHER.map((one) => ['QUEUE', one] as const),
      ...SIDE_BY_SIDE.map((one) => ['PIPE', one] as const),
    ]) {
      const { uses } = await record({
        kind: 'producerConsumer',
        parameters: { items: 300, bytes: 32 },
        primitive,
        fabric,
      });
      const [put, get] = [only(uses, 'PUT'), only(uses, 'GET')];
      // And the producer's last word.
      expect([put.acquisitions, get.acquisitions], `${primitive} on ${fabric}`).toEqual([301, 301]);
      expect(put.hold).toBeNull();
      expect((put.depth?.length ?? 0) > 0).toBe(primitive === 'QUEUE');
      expect(get.contended).toBeLessThanOrEqual(301);
    }
  });

  it.each(SIDE_BY_SIDE)('sees a sender wait for the room in a pipe on %s', async (fabric) => {
    const { uses } = await record({
      kind: 'producerConsumer',
      // A megabyte at a time is more than the kernel takes in.
      parameters: { items: 20, bytes: 1_000_000 },
      primitive: 'PIPE',
      fabric,
    });
    expect(only(uses, 'PUT').contended).toBeGreaterThan(0);
  });

  it.each(SIDE_BY_SIDE)('has all but the last one wait at a barrier on %s', async (fabric) => {
    const { uses } = await record({
      kind: 'barrierPhases',
      parameters: { phases: 10 },
      primitive: 'BARRIER',
      fabric,
      workers: 3,
    });
    expect(only(uses, 'WAIT')).toMatchObject({ name: 'BARRIER', acquisitions: 30, contended: 20, fairness: null });
  });

  it.each(TOGETHER)('has all but the one that sets it wait for an event on %s', async (fabric) => {
    // So long that who is kept from beginning comes before it all the same.
    const { uses } = await record({ kind: 'eventWait', parameters: { delayMs: 1_000 }, primitive: 'EVENT', fabric });
    expect(only(uses, 'WAIT')).toMatchObject({ name: 'EVENT', acquisitions: 1, contended: 1 });
  });

  it.each(SIDE_BY_SIDE)('tells a condition from its lock on %s', async (fabric) => {
    const { uses } = await record({
      kind: 'boundedBuffer',
      parameters: { items: 200, capacity: 2 },
      primitive: 'CONDITION',
      fabric,
    });
    expect(uses.map(({ name, operation }) => `${name}: ${operation}`)).toEqual([
      'CONDITION: WAIT',
      'lock of the CONDITION: ACQUIRE',
    ]);
    const [waits, lock] = [only(uses, 'WAIT'), only(uses, 'ACQUIRE')];
    expect(waits.acquisitions).toBeGreaterThan(0);
    // Once for each item put, each got, and the ends of both; and again after each wait.
    expect(lock.acquisitions).toBe(402 + (waits.acquisitions ?? 0));
  });

  it('has the locks of shared memory where there are any', async () => {
    const wanted = { kind: 'sharedArrayIncrement', parameters: { increments: 10, length: 3 } } as const;
    const { uses } = await record({ ...wanted, fabric: 'PROCESSES' });
    expect(uses.map(({ name }) => name)).toEqual(['lock of the SHARED_VALUE', 'lock of the SHARED_ARRAY']);
    // A get and a set for each, by two workers.
    expect(uses.map(({ acquisitions }) => acquisitions)).toEqual([2 * 2 * 10, 2 * 10 * (2 * 3)]);
    // A list that threads share has none.
    expect((await record({ ...wanted, primitive: 'LOCK' })).uses.map(({ name }) => name)).toEqual(['LOCK']);
  });

  it.runIf(runtime.python.startMethods.includes('spawn'))('records processes that are started anew', async () => {
    for (const [kind, primitive, operation, least] of [
      ['counter', 'LOCK', 'ACQUIRE', 200],
      ['boundedBuffer', 'CONDITION', 'ACQUIRE', 202],
      ['semaphoreInside', 'SEMAPHORE', 'ACQUIRE', 6],
      ['barrierPhases', 'BARRIER', 'WAIT', 200],
      ['eventWait', 'EVENT', 'WAIT', 1],
      ['producerConsumer', 'QUEUE', 'PUT', 101],
      ['producerConsumer', 'PIPE', 'GET', 101],
    ] as const) {
      const parameters = { increments: 100, items: 100, steps: 3, holdMs: 1, phases: 100 };
      const known = Object.keys(defaultsOf(kind));
      const given = Object.fromEntries(Object.entries(parameters).filter(([key]) => known.includes(key)));
      const { uses } = await record({ kind, parameters: given, primitive, fabric: 'PROCESSES', startMethod: 'SPAWN' });
      // How often a condition is waited for is luck; how often the others are used is not, and seen above.
      expect(only(uses, operation).acquisitions, `${kind} ${primitive}`).toBeGreaterThanOrEqual(least);
    }
  });

  it('has a reason for every figure that is null, and none of what Python does not tell', async () => {
    for (const [kind, primitive] of [
      ['barrierPhases', 'BARRIER'],
      ['semaphoreInside', 'SEMAPHORE'],
      ['counter', 'LOCK'],
      ['pingPong', 'QUEUE'],
    ] as const) {
      const parameters = kind === 'pingPong' ? { rounds: 5 } : kind === 'counter' ? { increments: 10 } : {};
      const { uses } = await record({ kind, primitive, parameters });
      for (const use of uses) {
        const absent = absentInUse(use);
        expect(use.missing.map(({ figure }) => figure)).toEqual(absent);
        for (const { reason } of use.missing) expect(reason).not.toBe('');
        expect(absent).toEqual(expect.arrayContaining(['PARKS', 'WAKES']));
        expect(use.kind).not.toBe('INTERPRETER_LOCK');
      }
    }
  });

  it('records nothing unless it is asked to', async () => {
    const parameters = { ...defaultsOf('counter'), increments: 10 };
    const { ending } = await playOnPython(runtime, { kind: 'counter', parameters, primitive: 'LOCK' });
    expect(ending.recording).toBeUndefined();
  });
});
