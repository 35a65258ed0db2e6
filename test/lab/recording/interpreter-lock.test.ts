/** The interpreter's lock as a recorded run tells it, on a real crew. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrimitiveUse } from '../../../src/domain/recording.js';
import { place } from '../../../src/fabric/assignment.js';
import { Crew } from '../../../src/fabric/crew.js';
import { preferredSubstrate } from '../../../src/fabric/memory/open.js';
import { Gil } from '../../../src/primitives/gil.js';
import { planOf, play, type Wanted } from '../runs.js';

/** Many turns of a millisecond: some 50 ms of computing for each. */
const HEADCOUNT: Wanted = { kind: 'headcount', parameters: { steps: 10_000 }, switchIntervalMs: 1 };

function lockOf(uses: readonly PrimitiveUse[]): PrimitiveUse | undefined {
  return uses.find(({ kind }) => kind === 'INTERPRETER_LOCK');
}

describe('the lock of an interpreter, recorded', () => {
  let crew: Crew;
  beforeAll(() => {
    crew = new Crew(preferredSubstrate(), 4);
  });
  afterAll(() => crew.close());

  const record = async (wanted: Wanted): Promise<readonly PrimitiveUse[]> => {
    const { ending } = await play(crew, { ...wanted, recording: 'CONTENTION' });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    return ending.recording?.uses ?? [];
  };

  it('has been waited for by threads that compute, and went from one to the other', async () => {
    // Far longer than a busy host keeps one of them from beginning, so that they meet.
    const wanted: Wanted = { ...HEADCOUNT, parameters: { steps: 100_000 } };
    const lock = lockOf(await record(wanted));
    const index = place(planOf(wanted).groups, 2).members[0]?.gil?.index;
    if (!lock || index === undefined) throw new Error('This run has no lock.');
    expect(lock).toMatchObject({ name: 'the interpreter lock', operation: 'ACQUIRE' });
    // The lock itself counts the first take as well.
    expect(lock.switches).toBe(Gil.turns(crew.arena.words, index) - 1);
    expect(lock.switches).toBeGreaterThan(2);
    expect(lock.contended).toBeGreaterThan(0);
    expect(lock.contended).toBeLessThanOrEqual(lock.acquisitions ?? 0);
    expect(lock.wait?.total).toBeGreaterThan(0);
    expect(lock.hold?.total).toBeGreaterThan(0);
    expect(lock.workers.map(({ worker }) => worker)).toEqual([0, 1]);
    expect(lock.workers.every(({ waitMs }) => waitMs > 0)).toBe(true);
  });

  it('is nothing to wait for where a thread is alone in it', async () => {
    for (const wanted of [
      { ...HEADCOUNT, workers: 1 },
      { ...HEADCOUNT, fabric: 'ASYNC', workers: 3 },
      { ...HEADCOUNT, fabric: 'SERIAL', workers: 3 },
    ] as const) {
      expect(lockOf(await record(wanted))).toMatchObject({ contended: 0, wait: null });
    }
  });

  it.runIf(preferredSubstrate() === 'FUTEX')(
    'is not told of processes, which have one each to themselves',
    async () => {
      expect(await record({ ...HEADCOUNT, fabric: 'PROCESSES' })).toEqual([]);
    },
  );

  it('is not there on a runtime without one', async () => {
    expect(await record({ kind: 'countdown', parameters: { n: 1000 } })).toEqual([]);
  });

  it('stands beside the primitives, each with its own waits', async () => {
    const uses = await record({
      kind: 'counter',
      parameters: { increments: 50_000 },
      primitive: 'LOCK',
      workers: 3,
      switchIntervalMs: 1,
    });
    expect(uses.map(({ name }) => name)).toEqual(['LOCK', 'the interpreter lock']);
    expect(uses[0]?.acquisitions).toBe(150_000);
  });
});
