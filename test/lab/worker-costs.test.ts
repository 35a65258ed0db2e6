/** What the workers of a run cost beside their work, on a real crew. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Fabric } from '../../src/domain/experiment.js';
import type { WorkerCost } from '../../src/domain/worker-cost.js';
import { Crew } from '../../src/fabric/crew.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { absentInCost } from './missing.js';
import { play } from './runs.js';

const hasProcesses = preferredSubstrate() === 'FUTEX';
const FABRICS: readonly Fabric[] = hasProcesses
  ? ['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES']
  : ['SERIAL', 'ASYNC', 'THREADS'];

let crew: Crew;

afterEach(() => crew.close());

async function costsOn(fabric: Fabric, workers: number): Promise<readonly WorkerCost[]> {
  const { ending, measurements } = await play(crew, {
    kind: 'countdown',
    parameters: { n: 100_000 },
    fabric,
    workers,
    repetitions: 2,
  });
  expect(ending.state).toBe('SUCCEEDED');
  for (const { joinMs } of measurements) expect(joinMs).toBeGreaterThan(0);
  return ending.workerCosts;
}

describe('what workers cost beside their work', () => {
  it.each(FABRICS)('is told for each of them on %s, or why it is not', async (fabric) => {
    crew = new Crew(preferredSubstrate(), 4);
    const costs = await costsOn(fabric, 2);
    expect(costs.map(({ worker }) => worker)).toEqual([0, 1]);
    for (const cost of costs) {
      expect(cost.livesIn).toBe(fabric === 'PROCESSES' ? 'PROCESS' : 'THREAD');
      expect(cost.startMs).toBeGreaterThan(0);
      const absent = absentInCost(cost);
      expect(cost.missing.map(({ figure }) => figure)).toEqual(absent);
      expect(absent.includes('MEMORY')).toBe(fabric !== 'PROCESSES');
      for (const { reason } of cost.missing) expect(reason).not.toBe('');
    }
  });

  it('says who was there before the run, and who was made for it', async () => {
    crew = new Crew(preferredSubstrate(), 4);
    await crew.warmUp(1, 1);
    expect((await costsOn('THREADS', 2)).map(({ isWarm }) => isWarm)).toEqual([true, false]);
    expect((await costsOn('THREADS', 2)).map(({ isWarm }) => isWarm)).toEqual([true, true]);
  });

  it.runIf(hasProcesses)('has the growth of memory only where there was a before', async () => {
    crew = new Crew('FUTEX', 4);
    await crew.warmUp(0, 1);
    const [warm, cold] = await costsOn('PROCESSES', 2);
    expect(warm?.memoryGrowthBytes).toEqual(expect.any(Number));
    expect(cold).toMatchObject({ isWarm: false, memoryGrowthBytes: null });
    expect(cold?.memoryBytes).toBeGreaterThan(1024 * 1024);
    expect((await costsOn('PROCESSES', 2)).map(({ memoryGrowthBytes }) => memoryGrowthBytes)).not.toContain(null);
  });
});
