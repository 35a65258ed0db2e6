/** What the workers of an interpreter cost beside their work. */
import { describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import type { Fabric } from '../../../src/domain/experiment.js';
import type { WorkerCost } from '../../../src/domain/worker-cost.js';
import { EXTREMES } from '../../runtimes/cpython/interpreters.js';
import { absentInCost } from '../missing.js';
import type { Wanted } from '../runs.js';
import { defaultsOf, playOnPython } from './play.js';

const tellsMemory = existsSync('/proc/self/smaps_rollup');

describe.each(EXTREMES)('what workers cost on $id', (runtime) => {
  const costsOf = async (wanted: Wanted): Promise<readonly WorkerCost[]> => {
    const parameters = { ...defaultsOf(wanted.kind), ...wanted.parameters };
    return (await playOnPython(runtime, { ...wanted, parameters })).ending.workerCosts;
  };

  it.each(['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES'] as const satisfies readonly Fabric[])(
    'is told for each of them on %s, or why it is not',
    async (fabric) => {
      const costs = await costsOf({ kind: 'countdown', parameters: { n: 10_000 }, fabric, repetitions: 2 });
      const isProcess = fabric === 'PROCESSES';
      expect(costs.map(({ worker }) => worker)).toEqual([0, 1]);
      for (const cost of costs) {
        expect(cost).toMatchObject({ livesIn: isProcess ? 'PROCESS' : 'THREAD', isWarm: false });
        expect(cost.startMs).toBeGreaterThan(0);
        expect(cost.memoryBytes ?? 0).toBeGreaterThanOrEqual(isProcess && tellsMemory ? 2 ** 20 : 0);
        const absent = absentInCost(cost);
        expect(cost.missing.map(({ figure }) => figure)).toEqual(absent);
        expect(absent).toEqual(isProcess && tellsMemory ? ['MEMORY_GROWTH'] : ['MEMORY', 'MEMORY_GROWTH']);
      }
    },
  );

  it.each(runtime.python.startMethods.filter((name) => name !== 'fork'))(
    'is told of processes that are started by %s',
    async (name) => {
      const startMethod = name === 'spawn' ? 'SPAWN' : 'FORKSERVER';
      const wanted = { kind: 'countdown', parameters: { n: 100 }, fabric: 'PROCESSES', startMethod } as const;
      for (const { startMs, memoryBytes } of await costsOf(wanted)) {
        expect(startMs).toBeGreaterThan(0);
        expect((memoryBytes ?? 0) > 0).toBe(tellsMemory);
      }
    },
  );

  it('is told of daemons, which nobody asks for their end', async () => {
    const costs = await costsOf({
      kind: 'lifecycle',
      parameters: { how: 'TERMINATE', mainMs: 50 },
      fabric: 'PROCESSES',
      workers: 3,
    });
    expect(costs).toHaveLength(3);
    for (const { startMs, memoryBytes } of costs) {
      expect(startMs).toBeGreaterThan(0);
      expect((memoryBytes ?? 0) > 0).toBe(tellsMemory);
    }
  });

  it('is not known of a pool’s own workers, nor where no round came to its end', async () => {
    const pool = await costsOf({ kind: 'poolMap', parameters: { items: 4 }, fabric: 'PROCESS_POOL' });
    expect(pool.map(({ livesIn, startMs }) => [livesIn, startMs === null])).toEqual([
      ['PROCESS', true],
      ['PROCESS', true],
      ['THREAD', false],
    ]);
    expect(pool[0]?.missing).toHaveLength(4);
    const crashed = await costsOf({ kind: 'crash', parameters: { how: 'THROW', afterMs: 1 } });
    expect(crashed.map(({ missing }) => missing[0]?.reason)).toEqual(
      [0, 1].map(() => 'No round came to its end, and so nobody told.'),
    );
  });
});
