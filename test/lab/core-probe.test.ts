/** The probe of the cores, on a real crew. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Crew } from '../../src/fabric/crew.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { CoreProbe, type CoreShare } from '../../src/lab/core-probe.js';
import { play } from './runs.js';

const CORES = 2;

/** As the rounds of a long turn. */
async function probeUntilKnown(probe: CoreProbe, members: number): Promise<CoreShare> {
  const told = probe.watch();
  probe.beginTurn();
  for (;;) {
    await probe.takeIfDue(members);
    const share = told();
    if (share) return share;
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

// Elsewhere nobody tells a thread's processor time.
describe.runIf(loadLinux().available)('a probe of the cores', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = new Crew('FUTEX', CORES);
    await crew.warmUp(CORES, 0);
  });
  afterAll(() => crew.close());

  it('tells what the same work took beside its best, on as many threads as the runs have', async () => {
    const probe = new CoreProbe(crew, CORES);
    await probe.learn();
    for (const [members, threads] of [
      [1, 1],
      [2, 2],
      [9, 2],
    ] as const) {
      const share = await probeUntilKnown(probe, members);
      expect(share).toMatchObject({ probes: 3, threads });
      expect(share.slowdown).toBeGreaterThanOrEqual(1);
      expect(share.slowdown).toBeLessThanOrEqual(2);
    }
  });

  it('is not taken in a turn that is over soon, nor where the cores are known to be one’s own', async () => {
    const probe = new CoreProbe(crew, CORES);
    const told = probe.watch();
    probe.beginTurn();
    await probe.takeIfDue(2);
    expect(told()).toBeNull();

    const idle = new CoreProbe(crew, 0);
    await idle.learn();
    idle.beginTurn();
    await idle.takeIfDue(2);
    expect(idle.watch()()).toBeNull();
  });

  it('starts no thread where there are too few', async () => {
    const probe = new CoreProbe(crew, CORES + 1);
    await probe.learn();
    expect(crew.livingThreads()).toHaveLength(CORES);
  });

  it('leaves the crew as it was', async () => {
    const probe = new CoreProbe(crew, CORES);
    await probe.learn();
    const { ending } = await play(crew, {
      kind: 'counter',
      parameters: { increments: 1_000 },
      primitive: 'LOCK',
      workers: 2,
      repetitions: 3,
    });
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
  });
});
