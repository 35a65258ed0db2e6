/** Runs on the real crew: every task on every fabric, and every way in which a run ends. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LabReport, RunEnding } from '../../src/domain/events.js';
import type { Fabric, Primitive } from '../../src/domain/experiment.js';
import type { Outcome } from '../../src/domain/run.js';
import { DATA_WORD, WORD } from '../../src/fabric/arena.js';
import { place } from '../../src/fabric/assignment.js';
import { Crew } from '../../src/fabric/crew.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import type { WarmWorker } from '../../src/fabric/warm-worker.js';
import { ownerOf } from '../../src/primitives/lock.js';
import { findProcess, findWorkers } from '../fabric/processes.js';
import { until } from '../fabric/until.js';
import { begin, ENDLESS, planOf, play, type Played, type PlayOptions, type Wanted } from './runs.js';

const hasProcesses = loadLinux().available;
/** Pools run only what is made for them: see `test/catalog/unit-tasks.test.ts`. */
const GENERAL: readonly Fabric[] = ['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES'];
const ON_FUTEX: readonly Fabric[] = hasProcesses ? GENERAL : [];
const ON_SHARED_ARRAY_BUFFER = GENERAL.filter((fabric) => fabric !== 'PROCESSES');

const SMALL: Readonly<Record<string, Wanted>> = {
  countdown: { kind: 'countdown', parameters: { n: 20_000_000 } },
  factorial: { kind: 'factorial', parameters: { n: 2_000 } },
  counter: { kind: 'counter', parameters: { increments: 20_000 }, primitive: 'LOCK' },
  ioWait: { kind: 'ioWait', parameters: { milliseconds: 3, times: 2 } },
};

/** Without those that were looked out for in vain. */
const seen = ({ outcomes }: RunEnding): readonly Outcome[] => outcomes.filter(({ count }) => count > 0);

/** A worker that no run has. */
const NOBODY = 98;

/** Its workers sleep for a minute each. */
const ASLEEP: Wanted = { kind: 'ioWait', parameters: { milliseconds: 60_000, times: 1 } };
/** Its workers fight for a lock; for longer than any test, also where they come one after the other. */
const FIGHTING: Wanted = { kind: 'counter', parameters: { increments: 1_000_000_000 }, primitive: 'LOCK', workers: 3 };

const SUBSTRATES = [
  { substrate: 'FUTEX', fabrics: ON_FUTEX },
  { substrate: 'SHARED_ARRAY_BUFFER', fabrics: ON_SHARED_ARRAY_BUFFER },
] as const;

describe.each(SUBSTRATES.filter(({ fabrics }) => fabrics.length > 0))(
  'runs over $substrate',
  ({ substrate, fabrics }) => {
    let crew: Crew;

    beforeAll(() => {
      crew = new Crew(substrate, 4);
    });

    afterAll(() => crew.close());

    /** The crew is as good as new: for the end of every test that ends a run by force. */
    const expectSound = async (fabric: Fabric): Promise<void> => {
      const { ending, measurements } = await play(crew, { ...(SMALL['counter'] as Wanted), fabric, workers: 3 });
      expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
      expect(measurements[0]?.judgement.lostUpdates).toBe(0);
    };

    const unitsSoFar = (workers: number): readonly number[] =>
      Array.from({ length: workers }, (_, slot) => crew.arena.readSlot(slot).units);

    describe.each(fabrics)('on %s', (fabric) => {
      // Every other kind is run in `test/catalog/unit-tasks.test.ts`.
      it.each(Object.keys(SMALL))('give the right result of %s', async (kind) => {
        const wanted = SMALL[kind];
        if (!wanted) throw new Error(`This test needs a small ${kind}.`);
        const { ending, measurements } = await play(crew, { ...wanted, fabric, workers: 3, repetitions: 2, warmup: 1 });
        expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
        expect(seen(ending)).toEqual([{ result: 'exact', grade: 'ACCEPTABLE', count: 2, share: 1 }]);
        expect(ending.summary).toMatchObject({ rounds: 2, wall: { unit: 'ms' }, throughput: { unit: '1/s' } });
        expect(measurements.map(({ round, warmup }) => [round, warmup])).toEqual([
          [0, true],
          [1, false],
          [2, false],
        ]);
        for (const { workers, wallMs } of measurements) {
          expect(workers.map(({ worker }) => worker)).toEqual([0, 1, 2]);
          for (const { startMs, endMs, result } of workers) {
            // Nobody begins before the barrier opens, and the round is not over before everybody is.
            expect(startMs).toBeGreaterThanOrEqual(0);
            expect(endMs).toBeGreaterThanOrEqual(startMs);
            expect(wallMs).toBeGreaterThanOrEqual(endMs);
            expect(result).toBeDefined();
          }
        }
      });

      it('tell what happens in order, and progress never goes back', async () => {
        const { reports } = await play(crew, {
          kind: 'ioWait',
          // Longer than two looks at the progress are apart: some find nothing new.
          parameters: { milliseconds: 130, times: 1 },
          fabric,
          workers: 1,
          repetitions: 2,
          warmup: 1,
        });
        expect(
          reports.map(({ kind }) => kind).filter((kind) => kind !== 'progress' && kind !== 'workerStates'),
        ).toEqual([
          'started',
          'roundStarted',
          'roundFinished',
          'roundStarted',
          'roundFinished',
          'roundStarted',
          'roundFinished',
          'ended',
        ]);
        const fractions = reports.flatMap((report) => (report.kind === 'progress' ? [report.fraction] : []));
        expect(fractions.length).toBeGreaterThan(0);
        expect(fractions).toEqual([...new Set(fractions)].toSorted((a, b) => a - b));
        expect(fractions.every((fraction) => fraction > 0 && fraction <= 1)).toBe(true);
      });

      it.each([
        ['in a loop', { ...ENDLESS, workers: 3 }],
        ['asleep', { ...ASLEEP, workers: 3 }],
        ['in a fight for a lock', FIGHTING],
      ])('end when they are cancelled while their workers are %s, and the next one is sound', async (_, wanted) => {
        const cancel = new AbortController();
        const { playing } = await begin(crew, { ...wanted, fabric }, { cancelled: cancel.signal });
        // At work: the first worker has begun, and has got somewhere unless it sleeps.
        await until(
          () =>
            ['RUNNING', 'RESTING'].includes(crew.arena.readSlot(0).state) &&
            (wanted.kind === 'ioWait' || unitsSoFar(1)[0] !== 0),
        );
        cancel.abort();
        const { ending, measurements } = await playing;
        expect(ending).toMatchObject({ state: 'CANCELLED', failure: null, summary: null, outcomes: [] });
        expect(measurements).toEqual([]);
        await expectSound(fabric);
      });

      it.each([
        ['in a loop', { ...ENDLESS, workers: 3 }],
        ['asleep', { ...ASLEEP, workers: 3 }],
        ['in a fight for a lock', FIGHTING],
      ])('end at their time limit while their workers are %s, and the next one is sound', async (_, wanted) => {
        const { ending } = await play(crew, { ...wanted, fabric, timeoutMs: 40 });
        expect(ending).toMatchObject({
          state: 'TIMED_OUT',
          failure: { code: 'TIMED_OUT', message: 'It took longer than 40 ms.' },
        });
        await expectSound(fabric);
      });

      it('keep the rounds that were finished before they were called off', async () => {
        const cancel = new AbortController();
        let finished = 0;
        const { ending, measurements } = await play(
          crew,
          { ...(SMALL['counter'] as Wanted), fabric, repetitions: 10_000 },
          {
            cancelled: cancel.signal,
            onReport: ({ kind }) => {
              if (kind === 'roundFinished') finished += 1;
              if (finished === 3) cancel.abort();
            },
          },
        );
        expect(ending.state).toBe('CANCELLED');
        expect(measurements).toHaveLength(3);
        expect(ending.summary?.rounds).toBe(3);
      });

      it('leave their workers warm when they are cancelled', async () => {
        const assignment = place(planOf({ ...ENDLESS, fabric, workers: 2 }).groups, 2);
        // One that does not stop by itself in time is ended: on a busy machine that may happen, but not always.
        let stayed = false;
        for (let tries = 0; !stayed && tries < 20; tries += 1) {
          const before = await crew.assemble(assignment);
          const cancel = new AbortController();
          const { playing } = await begin(crew, { ...ENDLESS, fabric, workers: 2 }, { cancelled: cancel.signal });
          await until(() => unitsSoFar(1)[0] !== 0);
          cancel.abort();
          await playing;
          stayed = before.every(({ alive }) => alive);
        }
        expect(stayed).toBe(true);
      });

      it('do not begin when they were cancelled before', async () => {
        const { reports, ending } = await play(crew, { ...ENDLESS, fabric }, { cancelled: AbortSignal.abort() });
        expect(ending.state).toBe('CANCELLED');
        expect(reports.map(({ kind }) => kind)).toEqual(['ended']);
      });

      it('end when a task throws, and name the worker and its error', async () => {
        const { words } = crew.arena;
        // On SERIAL the first has to come to its end, and the others must not before this test looks again.
        const { playing } = await begin(crew, { ...FIGHTING, parameters: { increments: 50_000_000 }, fabric });
        await until(() => unitsSoFar(3).every((units) => units > 0) || (fabric === 'SERIAL' && unitsSoFar(2)[1] !== 0));
        // The lock goes over to one that is not there. Its holder finds out when it lets go, and throws; whoever
        // wants it after that would wait for ever. It is tried again where the holder was just letting go: to
        // free a lock that has sleepers takes two steps, between which nobody but this test would write.
        const over = new AbortController();
        void playing.finally(() => over.abort());
        let holder: number | null = null;
        while (!over.signal.aborted) {
          const seen = words.load(DATA_WORD);
          const owner = ownerOf(seen);
          const free = owner === null || owner === NOBODY;
          if (!free && words.compareExchange(DATA_WORD, seen, NOBODY + 1) === seen) holder = owner;
          await nextTurn();
        }
        const { ending } = await playing;
        expect(ending).toMatchObject({
          state: 'FAILED',
          failure: {
            code: 'TASK_THREW',
            message: `Worker ${holder} threw NotOwnerError: Worker ${holder} does not hold this lock; worker ${NOBODY} does.`,
          },
        });
        await expectSound(fabric);
      });
    });

    it('of many short rounds come through them all', async () => {
      const { ending, measurements } = await play(crew, {
        kind: 'counter',
        parameters: { increments: 10 },
        primitive: 'LOCK',
        workers: 4,
        repetitions: 1_000,
      });
      expect(ending.state).toBe('SUCCEEDED');
      expect(measurements).toHaveLength(1_000);
      expect(measurements.every(({ judgement }) => judgement.result === 'exact')).toBe(true);
    });
  },
);

/** Where workers run at the same time. */
const PARALLEL: readonly Fabric[] = hasProcesses ? ['THREADS', 'PROCESSES'] : ['THREADS'];

describe('a shared counter', () => {
  let crew: Crew;

  beforeAll(() => {
    crew = new Crew(hasProcesses ? 'FUTEX' : 'SHARED_ARRAY_BUFFER', 4);
  });

  afterAll(() => crew.close());

  const count = async (fabric: Fabric, primitive: Primitive, workers = 2): Promise<Played> =>
    play(crew, { kind: 'counter', parameters: { increments: 300_000 }, primitive, fabric, workers });

  it.each(PARALLEL)('loses updates on %s when nothing protects it', async (fabric) => {
    // Whether two workers meet in one round is up to the machine, which may give both the same core, one after
    // the other. That they can meet is the claim, so one round in which they do proves it; that they never do
    // in so many rounds would refute it.
    let lost = 0;
    for (let tries = 0; lost === 0 && tries < 50; tries += 1) {
      const { ending, measurements } = await count(fabric, 'NONE');
      expect(ending.state, 'a lost update is a result, not a failure').toBe('SUCCEEDED');
      lost = measurements[0]?.judgement.lostUpdates ?? 0;
      expect(lost).toBeGreaterThanOrEqual(0);
    }
    expect(lost).toBeGreaterThan(0);
  });

  it.each(PARALLEL.flatMap((fabric) => (['LOCK', 'ATOMIC'] as const).map((primitive) => ({ fabric, primitive }))))(
    'never loses one on $fabric with $primitive',
    async ({ fabric, primitive }) => {
      for (const workers of [2, 3]) {
        const { ending, measurements } = await count(fabric, primitive, workers);
        expect(seen(ending)).toMatchObject([{ result: 'exact' }]);
        expect(measurements[0]?.judgement).toMatchObject({ lostUpdates: 0, observed: String(300_000 * workers) });
      }
    },
  );

  it.each(['SERIAL', 'ASYNC'] as const)('loses none on %s, where a step is never interrupted', async (fabric) => {
    const { measurements } = await count(fabric, 'NONE', 3);
    expect(measurements[0]?.judgement.result).toBe('exact');
  });
});

describe.runIf(hasProcesses)('a worker process that is killed in the middle of a round', () => {
  let crew: Crew;

  // A new crew for each: its first process is worker 0.
  beforeEach(async () => {
    crew = new Crew('FUTEX', 2);
    await crew.warmUp(0, 2);
  });

  afterEach(() => crew.close());

  /** Stops worker 0 where it is. @returns its number as a process, and whether it has the lock there */
  const stopWorker = async (): Promise<{ pid: number; holds: boolean }> => {
    const [victim] = await findWorkers(process.pid);
    if (!victim) throw new Error('There is no worker process.');
    process.kill(victim.pid, 'SIGSTOP');
    await until(async () => (await findProcess(victim.pid))?.state === 'T');
    return { pid: victim.pid, holds: ownerOf(crew.arena.words.load(DATA_WORD)) === 0 };
  };

  it.each([
    { holds: true, says: ' while it held LOCK' },
    { holds: false, says: '' },
  ])('ends the run, named, and it is said when it held the lock: $holds', async ({ holds, says }) => {
    const playing = play(crew, { ...FIGHTING, workers: 2, fabric: 'PROCESSES' });
    await until(() => crew.arena.readSlot(0).units > 0);
    let stopped = await stopWorker();
    for (let tries = 0; stopped.holds !== holds; tries += 1) {
      expect(tries).toBeLessThan(1_000);
      process.kill(stopped.pid, 'SIGCONT');
      await nextTurn();
      stopped = await stopWorker();
    }
    process.kill(stopped.pid, 'SIGKILL');
    const { ending } = await playing;
    expect(ending).toMatchObject({
      state: 'FAILED',
      failure: {
        code: 'WORKER_DIED',
        message: `Worker 0 (process ${stopped.pid}) was ended by SIGKILL${says}.`,
      },
    });

    const next = await play(crew, { ...(SMALL['counter'] as Wanted), workers: 2, fabric: 'PROCESSES' });
    expect(next.ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
  });

  it('ends the run also when all others sleep', async () => {
    const playing = play(crew, { ...ASLEEP, fabric: 'PROCESSES' });
    await until(() => [0, 1].every((slot) => crew.arena.readSlot(slot).state === 'RESTING'));
    const [, second] = await findWorkers(process.pid);
    process.kill(second?.pid ?? 0, 'SIGKILL');
    const { ending } = await playing;
    expect(ending.failure).toEqual({
      code: 'WORKER_DIED',
      message: `Worker 1 (process ${second?.pid}) was ended by SIGKILL.`,
    });
  });

  it('ends the run also when it dies before it came to the start barrier', async () => {
    const [first] = await findWorkers(process.pid);
    if (!first) throw new Error('There is no worker process.');
    process.kill(first.pid, 'SIGSTOP');
    await until(async () => (await findProcess(first.pid))?.state === 'T');
    const playing = play(crew, { ...(SMALL['counter'] as Wanted), workers: 2, fabric: 'PROCESSES' });
    await until(() => crew.arena.words.load(WORD.arrived) === 1);
    process.kill(first.pid, 'SIGKILL');
    const { ending } = await playing;
    expect(ending.failure?.code).toBe('WORKER_DIED');
    expect(ending.failure?.message).toContain(`(process ${first.pid}) was ended by SIGKILL.`);
  });
});

describe('a run whose workers are not there yet', () => {
  /** A crew whose workers come when the test says so. */
  class SlowCrew extends Crew {
    readonly arrival = new AbortController();

    override async assemble(...args: Parameters<Crew['assemble']>): Promise<readonly WarmWorker[]> {
      await until(() => this.arrival.signal.aborted);
      return super.assemble(...args);
    }
  }

  const playSlowly = async (
    wanted: Partial<Wanted>,
    options: PlayOptions,
    meanwhile: (crew: SlowCrew) => Promise<void>,
  ): Promise<readonly LabReport[]> => {
    const crew = new SlowCrew('SHARED_ARRAY_BUFFER', 1);
    try {
      const playing = play(crew, { ...ENDLESS, ...wanted, workers: 3 }, options);
      await meanwhile(crew);
      return (await playing).reports;
    } finally {
      await crew.close();
    }
  };

  it('ends when it is cancelled, without waiting for them', async () => {
    const cancel = new AbortController();
    const reports = await playSlowly({}, { cancelled: cancel.signal }, async () => cancel.abort());
    expect(reports).toMatchObject([{ kind: 'ended', ending: { state: 'CANCELLED' } }]);
  });

  it('lets go of those that came too late', async () => {
    const crew = new Crew('SHARED_ARRAY_BUFFER', 1);
    const cancel = new AbortController();
    const assembled = crew.assemble(place(planOf({ ...ENDLESS, workers: 3 }).groups, 2));
    const playing = play(crew, { ...ENDLESS, workers: 3 }, { cancelled: cancel.signal });
    cancel.abort();
    await playing;
    // Two of the three are ended, whether they were there or on their way.
    await expect(assembled).rejects.toThrow('before it was ready');
    const next = await play(crew, { ...(SMALL['counter'] as Wanted), workers: 3 });
    expect(next.ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    await crew.close();
  });

  it('ends at its time limit, and says so also when it is cancelled after that', async () => {
    const cancel = new AbortController();
    const reports = await playSlowly({ timeoutMs: 10 }, { cancelled: cancel.signal }, async (crew) => {
      // A limit of the same length that began later has passed later.
      const limit = AbortSignal.timeout(10);
      await until(() => limit.aborted);
      cancel.abort();
      crew.arrival.abort();
    });
    expect(reports).toMatchObject([{ kind: 'ended', ending: { state: 'TIMED_OUT' } }]);
  });
});
