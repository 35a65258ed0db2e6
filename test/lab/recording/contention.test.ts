/** Contention as a run tells it, on a real crew. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrimitiveUse, RunRecording } from '../../../src/domain/recording.js';
import type { Fabric } from '../../../src/domain/experiment.js';
import { Crew } from '../../../src/fabric/crew.js';
import { preferredSubstrate } from '../../../src/fabric/memory/open.js';
import { absentInUse } from '../missing.js';
import { play, type Wanted } from '../runs.js';

const FABRICS: readonly Fabric[] = preferredSubstrate() === 'FUTEX' ? ['THREADS', 'PROCESSES'] : ['THREADS'];

function only(uses: readonly PrimitiveUse[], operation: string): PrimitiveUse {
  const found = uses.filter((use) => use.operation === operation);
  expect(found).toHaveLength(1);
  return found[0] as PrimitiveUse;
}

describe('a recorded run', () => {
  let crew: Crew;
  let folder: string;
  beforeAll(async () => {
    crew = new Crew(preferredSubstrate(), 4);
    folder = await mkdtemp(join(tmpdir(), 'lockstep-'));
  });
  afterAll(async () => {
    await crew.close();
    await rm(folder, { recursive: true });
  });

  const record = async (wanted: Omit<Wanted, 'recording'>): Promise<RunRecording> => {
    const { ending } = await play(crew, { ...wanted, recording: 'CONTENTION' });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    if (!ending.recording) throw new Error('Nothing was recorded.');
    return ending.recording;
  };

  it.each(FABRICS)('counts every acquisition of a fought-for lock, and waits among them, on %s', async (fabric) => {
    // For longer than a busy host keeps one of them from beginning, so that they meet.
    const increments = 1_000_000;
    const { uses, overhead } = await record({
      kind: 'counter',
      parameters: { increments },
      primitive: 'LOCK',
      fabric,
      workers: 3,
      repetitions: 2,
      warmup: 1,
    });
    const use = only(uses, 'ACQUIRE');
    expect(use).toMatchObject({ name: 'LOCK', kind: 'LOCK', acquisitions: 2 * 3 * increments, fairness: 1 });
    expect(use.workers.map(({ acquisitions }) => acquisitions)).toEqual([1, 2, 3].map(() => 2 * increments));
    expect(use.hold?.p50).toBeGreaterThan(0);
    expect(use.contended).toBeGreaterThan(0);
    expect(use.wait?.max).toBeGreaterThan(0);
    expect(use.parks).toBeGreaterThan(0);
    expect(overhead?.operations).toBe(6 * increments);
    expect(overhead?.shareOfWall).toBeGreaterThan(0);
    expect(overhead?.shareOfWall).toBeLessThan(1);
  });

  it('counts what goes into a queue and what comes out, and how deep it is', async () => {
    const { uses } = await record({
      kind: 'producerConsumer',
      parameters: { items: 5_000, bytes: 16 },
      primitive: 'QUEUE',
      workers: 3,
    });
    const [put, get] = [only(uses, 'PUT'), only(uses, 'GET')];
    expect([put.acquisitions, get.acquisitions]).toEqual([5_000, 5_000]);
    expect(put.hold).toBeNull();
    expect(put.missing).toContainEqual({ figure: 'HOLD', reason: expect.any(String) });
    expect(put.depth?.length).toBeGreaterThan(0);
  });

  it('calls the primitives as the rest of the lab does', async () => {
    const { uses } = await record({
      kind: 'boundedBuffer',
      parameters: { items: 500, capacity: 4 },
      primitive: 'CONDITION',
    });
    expect(uses.map(({ name, operation }) => `${name}: ${operation}`)).toEqual([
      'CONDITION: WAIT',
      'lock of the CONDITION: ACQUIRE',
    ]);
  });

  it('has a reason for every figure that is null', async () => {
    for (const [kind, primitive, parameters] of [
      ['counter', 'ATOMIC', { increments: 1000 }],
      ['barrierPhases', 'BARRIER', {}],
      ['semaphoreInside', 'SEMAPHORE', {}],
      ['counter', 'LOCK', { increments: 1 }],
    ] as const) {
      const { uses } = await record({ kind, primitive, parameters: { ...SMALL[kind], ...parameters } });
      for (const use of uses) {
        const { missing } = use;
        const absent = absentInUse(use);
        expect(missing.map(({ figure }) => figure)).toEqual(absent);
        for (const { reason } of missing) expect(reason).not.toBe('');
      }
    }
  });

  it('leaves nothing behind for the run that comes after it', async () => {
    await record({ kind: 'counter', parameters: { increments: 1000 }, primitive: 'LOCK' });
    const { uses } = await record({ kind: 'counter', parameters: { increments: 10 }, primitive: 'LOCK', workers: 1 });
    expect(only(uses, 'ACQUIRE')).toMatchObject({ acquisitions: 10, contended: 0, wait: null, longestStreak: 10 });
  });

  it('drops no span because of a run with other workers before it', async () => {
    for (const workers of [1, 5, 3]) {
      const { ending } = await play(
        crew,
        { kind: 'counter', parameters: { increments: 5_000 }, primitive: 'LOCK', workers, recording: 'TRACE' },
        { traceFile: join(folder, 'a.trace') },
      );
      expect(ending.recording?.trace?.dropped, `${workers} workers`).toBe(0);
    }
  });

  it('records nothing unless it is asked to', async () => {
    const { ending } = await play(crew, { kind: 'counter', parameters: { increments: 10 }, primitive: 'LOCK' });
    expect(ending.recording).toBeUndefined();
  });
});

const SMALL: Readonly<Record<string, Record<string, number>>> = {
  barrierPhases: { phases: 10 },
  semaphoreInside: { holdMs: 1, steps: 2 },
};
