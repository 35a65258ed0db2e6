import { afterEach, describe, expect, it } from 'vitest';
import type { Fabric } from '../../src/domain/experiment.js';
import { place } from '../../src/fabric/assignment.js';
import { Crew } from '../../src/fabric/crew.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import type { WarmWorker } from '../../src/fabric/warm-worker.js';
import { play, planOf, type Wanted } from '../lab/runs.js';
import { findWorkers } from './processes.js';
import { until } from './until.js';

const hasProcesses = loadLinux().available;
/** Where workers have a thread or a process each. */
const FABRICS: readonly Fabric[] = hasProcesses ? ['THREADS', 'PROCESSES'] : ['THREADS'];

let crew: Crew;

function createCrew(keep: number): void {
  crew = new Crew(hasProcesses ? 'FUTEX' : 'SHARED_ARRAY_BUFFER', keep);
}

afterEach(() => crew.close());

const counting = (fabric: Fabric, workers: number): Wanted => ({
  kind: 'counter',
  parameters: { increments: 1_000 },
  primitive: 'LOCK',
  fabric,
  workers,
});

/** The workers that would play it now. */
const assemble = (fabric: Fabric, workers: number): Promise<readonly WarmWorker[]> =>
  crew.assemble(place(planOf(counting(fabric, workers)).groups, 2));

const labels = (workers: readonly WarmWorker[]): readonly string[] => workers.map(({ label }) => label);

describe.each(FABRICS)('a crew on %s', (fabric) => {
  it('stays for the next run', async () => {
    createCrew(4);
    const before = labels(await assemble(fabric, 3));
    expect(new Set(before).size).toBe(3);
    await play(crew, counting(fabric, 3));
    await play(crew, counting(fabric, 2));
    expect(labels(await assemble(fabric, 3))).toEqual(before);
  });

  it('grows for a run that asks for more, and then lets go of what it does not keep', async () => {
    createCrew(2);
    const workers = await assemble(fabric, 5);
    const { ending } = await play(crew, counting(fabric, 5));
    expect(ending.state).toBe('SUCCEEDED');
    const deaths = await Promise.all(workers.slice(2).map((worker) => worker.died));
    expect(deaths.map(({ expected }) => expected)).toEqual([true, true, true]);
    expect(workers.map(({ alive }) => alive)).toEqual([true, true, false, false, false]);
  });

  it('is whole for the run that comes at once after it let go of some', async () => {
    createCrew(1);
    for (let run = 0; run < 4; run += 1) {
      const { ending } = await play(crew, counting(fabric, 4));
      expect(ending.failure, `run ${run}`).toBeNull();
      expect(ending.state).toBe('SUCCEEDED');
    }
  });

  it('keeps as many as it should when it lets go of some twice at once', async () => {
    createCrew(1);
    const workers = await assemble(fabric, 3);
    crew.trim();
    const [next] = await assemble(fabric, 1);
    crew.trim();
    await Promise.all(workers.slice(1).map((worker) => worker.died));
    expect(next).toBe(workers[0]);
    expect(next?.alive).toBe(true);
  });

  it('replaces one that died between two runs', async () => {
    createCrew(2);
    const workers = await assemble(fabric, 2);
    workers[0]?.kill();
    await workers[0]?.died;
    const { ending } = await play(crew, counting(fabric, 2));
    expect(ending.state).toBe('SUCCEEDED');
    expect(labels(await assemble(fabric, 2))).toContain(workers[1]?.label);
  });

  it('starts ahead of the first run what it is told to', async () => {
    createCrew(2);
    await crew.warmUp(fabric === 'THREADS' ? 2 : 0, fabric === 'PROCESSES' ? 2 : 0);
    const workers = await assemble(fabric, 2);
    expect(workers.map(({ kind }) => kind)).toEqual(
      fabric === 'THREADS' ? ['thread', 'thread'] : ['process', 'process'],
    );
  });
});

describe.runIf(hasProcesses)('the processes of a crew', () => {
  it('are the same from run to run, and no more', async () => {
    createCrew(3);
    await play(crew, counting('PROCESSES', 3));
    const first = (await findWorkers(process.pid)).map(({ pid }) => pid);
    expect(first).toHaveLength(3);
    await play(crew, counting('PROCESSES', 2));
    await play(crew, counting('PROCESSES', 3));
    expect((await findWorkers(process.pid)).map(({ pid }) => pid)).toEqual(first);
  });

  it('are gone from the host when the crew let go of them, and when it closes', async () => {
    createCrew(1);
    await play(crew, counting('PROCESSES', 4));
    await until(async () => (await findWorkers(process.pid)).length === 1);
    await crew.close();
    expect(await findWorkers(process.pid)).toEqual([]);
    createCrew(1);
  });

  it('are replaced when they were killed from outside', async () => {
    createCrew(2);
    const workers = await assemble('PROCESSES', 2);
    for (const { pid } of await findWorkers(process.pid)) process.kill(pid, 'SIGKILL');
    await until(() => workers.every(({ alive }) => !alive));
    const { ending } = await play(crew, counting('PROCESSES', 2));
    expect(ending.state).toBe('SUCCEEDED');
  });
});

describe('a crew over a SharedArrayBuffer', () => {
  it('has threads, and says why it has no processes', async () => {
    crew = new Crew('SHARED_ARRAY_BUFFER', 2);
    const { ending } = await play(crew, counting('THREADS', 2));
    expect(ending.state).toBe('SUCCEEDED');
    const refused = await play(crew, counting('PROCESSES', 2));
    expect(refused.ending).toMatchObject({
      state: 'FAILED',
      failure: { code: 'LAB_ERROR', message: expect.stringContaining('Processes need futex memory.') as string },
    });
  });
});
