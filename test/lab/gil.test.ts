/** Runs under an interpreter lock, on the real crew. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Crew } from '../../src/fabric/crew.js';
import { place } from '../../src/fabric/assignment.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import type { Substrate } from '../../src/fabric/memory/shared-memory.js';
import { executeTurn } from '../../src/lab/turn.js';
import type { LabReport, WorkerState, WorkerStateChange } from '../../src/domain/events.js';
import type { Measurement } from '../../src/domain/run.js';
import { Gil } from '../../src/primitives/gil.js';
import { until } from '../fabric/until.js';
import { begin, endOf, ENDLESS, planOf, play, type Wanted } from './runs.js';

const SUBSTRATES: readonly Substrate[] = loadLinux().available
  ? ['FUTEX', 'SHARED_ARRAY_BUFFER']
  : ['SHARED_ARRAY_BUFFER'];

/** Many turns of a millisecond: some 50 ms of computing for each. */
const HEADCOUNT: Wanted = { kind: 'headcount', parameters: { steps: 10_000 }, switchIntervalMs: 1 };
/** Far longer than a busy host keeps one of them from beginning, so that they meet. */
const LONG_HEADCOUNT: Wanted = { ...HEADCOUNT, parameters: { steps: 100_000 } };

const onlyRound = ({ measurements }: { readonly measurements: readonly Measurement[] }): Measurement => {
  const [round, ...others] = measurements;
  if (!round || others.length > 0) throw new Error(`There were ${measurements.length} rounds.`);
  return round;
};

/** The first began, and was not through, when the last began. */
const overlap = ({ workers }: Measurement): boolean =>
  Math.min(...workers.map(({ endMs }) => endMs)) > Math.max(...workers.map(({ startMs }) => startMs));

describe.each(SUBSTRATES)('under an interpreter lock over %s', (substrate) => {
  let crew: Crew;

  beforeAll(() => {
    crew = new Crew(substrate, 4);
  });

  afterAll(() => crew.close());

  /** How often the lock of the run's threads has gone over in the last round. */
  const turnsOf = (wanted: Wanted): number => {
    const index = place(planOf(wanted).groups, 2).members[0]?.gil?.index;
    if (index === undefined) throw new Error('This run has no lock.');
    return Gil.turns(crew.arena.words, index);
  };

  const expectSound = async (): Promise<void> => {
    expect(onlyRound(await play(crew, HEADCOUNT)).judgement.result).toBe('1 at once');
  };

  it.each([2, 4])('%d threads that compute never do so at once, and all get turns', async (workers) => {
    const wanted = { ...LONG_HEADCOUNT, workers };
    const played = await play(crew, wanted);
    expect(played.ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
    const round = onlyRound(played);
    expect(round.judgement).toMatchObject({ grade: 'ACCEPTABLE', result: '1 at once' });
    // They take turns and do not just come one after the other.
    expect(turnsOf(wanted)).toBeGreaterThan(workers);
    expect(overlap(round)).toBe(true);
  });

  it('one thread alone keeps its turn', async () => {
    const wanted = { ...HEADCOUNT, workers: 1 };
    expect(onlyRound(await play(crew, wanted)).judgement.result).toBe('1 at once');
    expect(turnsOf(wanted)).toBe(1);
  });

  it('workers of one thread hold the lock together, be it in turn or interleaved', async () => {
    for (const fabric of ['SERIAL', 'ASYNC'] as const) {
      const wanted: Wanted = { ...HEADCOUNT, fabric, workers: 3 };
      expect(onlyRound(await play(crew, wanted)).judgement.result).toBe('1 at once');
      expect(turnsOf(wanted)).toBe(1);
    }
  });

  it.runIf(substrate === 'FUTEX')('processes have an interpreter each, and compute at once', async () => {
    const { judgement } = onlyRound(await play(crew, { ...LONG_HEADCOUNT, fabric: 'PROCESSES' }));
    expect(judgement).toMatchObject({ grade: 'ACCEPTABLE', result: '2 at once' });
  });

  it('threads that pause let the others in: five sleep at once', async () => {
    const cancel = new AbortController();
    // They sleep for longer than the test, and nobody ever has to ask.
    const wanted: Wanted = {
      kind: 'ioWait',
      parameters: { milliseconds: 60_000, times: 1 },
      workers: 5,
      switchIntervalMs: 60_000,
    };
    const { playing } = await begin(crew, wanted, { cancelled: cancel.signal });
    await until(() => [0, 1, 2, 3, 4].every((slot) => crew.arena.readSlot(slot).state === 'RESTING'));
    cancel.abort();
    expect((await playing).ending.state).toBe('CANCELLED');
    await expectSound();
  });

  it('no update is lost without a lock of one’s own, but is with a call inside', async () => {
    const race: Wanted = { kind: 'counter', parameters: { increments: 300_000, step: 'PLAIN' }, switchIntervalMs: 1 };
    expect(onlyRound(await play(crew, race)).judgement).toMatchObject({ result: 'exact', lostUpdates: 0 });
    // At half of the turns' ends nothing is lost, as they come between two increments: so it takes many turns. And
    // work for longer than a busy host keeps one of them from beginning, so that they meet.
    const calling = { ...race, parameters: { increments: 15_000_000, step: 'CALL' } };
    expect(onlyRound(await play(crew, calling)).judgement.result).toBe('lost updates');
    // Dropped within the locked region, too.
    const locked: Wanted = { ...calling, parameters: { increments: 300_000, step: 'CALL' }, primitive: 'LOCK' };
    expect(onlyRound(await play(crew, locked)).judgement).toMatchObject({ result: 'exact', lostUpdates: 0 });
  });

  it('who waits for a message, or for room, lets the others run', async () => {
    // With an interval longer than the test: a turn that is not given is not had.
    const played = await play(crew, {
      kind: 'producerConsumer',
      parameters: { items: 2_000, bytes: 12, delayMs: 0 },
      primitive: 'QUEUE',
      workers: 4,
      switchIntervalMs: 1_000,
    });
    expect(onlyRound(played).judgement.result).toBe('exact');
  });

  it('a thread that waits for the lock is runnable, and never taken for stuck', async () => {
    const states: WorkerStateChange[] = [];
    const cancel = new AbortController();
    const playing = play(
      crew,
      // Longer than the watchdog needs to be sure.
      { ...ENDLESS, workers: 2, switchIntervalMs: 500 },
      {
        cancelled: cancel.signal,
        onReport: (report) => {
          if (report.kind === 'workerStates') states.push(...report.changes);
        },
      },
    );
    // Each has had a turn, and has waited through one of the other's.
    const seen = (worker: number, state: WorkerState): boolean =>
      states.some((change) => change.worker === worker && change.state === state);
    await until(() => [0, 1].every((worker) => seen(worker, 'RUNNABLE') && seen(worker, 'RUNNING')));
    cancel.abort();
    expect((await playing).ending).toMatchObject({ state: 'CANCELLED', failure: null });
    expect(states.map(({ state }) => state)).not.toContain('BLOCKED');
  });

  it('a deadlock is found all the same', async () => {
    const { ending } = await play(crew, {
      kind: 'selfDeadlock',
      parameters: { depth: 2 },
      primitive: 'LOCK',
      workers: 2,
      switchIntervalMs: 5,
    });
    expect(ending.state).toBe('DEADLOCKED');
    await expectSound();
  });

  it.each(['THROW', 'EXIT'])('a holder that ends by %s leaves nobody stuck', async (how) => {
    const { ending } = await play(crew, {
      kind: 'crash',
      parameters: { how, afterMs: 5, worker: 1 },
      workers: 3,
      switchIntervalMs: 5,
    });
    expect(ending).toMatchObject({
      state: 'FAILED',
      failure: { code: how === 'THROW' ? 'TASK_THREW' : 'WORKER_DIED' },
    });
    await expectSound();
  });

  it.each(['THREADS', 'ASYNC', 'SERIAL'] as const)('a run on %s is called off', async (fabric) => {
    const cancel = new AbortController();
    const wanted = { ...ENDLESS, fabric, workers: 3, switchIntervalMs: 1_000 };
    const { playing } = await begin(crew, wanted, { cancelled: cancel.signal });
    await until(() => [0, 1, 2].some((slot) => crew.arena.readSlot(slot).units > 0));
    cancel.abort();
    expect((await playing).ending.state).toBe('CANCELLED');
    await expectSound();
  });

  it('groups of threads share one lock, beside a process with its own', async () => {
    const fabrics =
      substrate === 'FUTEX' ? (['THREADS', 'ASYNC', 'PROCESSES'] as const) : (['THREADS', 'ASYNC'] as const);
    const [first, ...others] = fabrics.map((fabric) => planOf({ ...HEADCOUNT, fabric }).groups[0]);
    if (!first) throw new Error('There is no group.');
    const reports: LabReport[] = [];
    const plan = { ...planOf(HEADCOUNT), groups: [first, ...others] as const };
    const { members } = place(plan.groups, 2);
    expect(new Set(members.map(({ gil }) => gil?.index)).size).toBe(substrate === 'FUTEX' ? 3 : 1);
    const report = (told: LabReport): void => void reports.push(told);
    await executeTurn([{ plan, report, cancelled: new AbortController().signal }], crew);
    const { ending } = endOf(reports);
    expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
  });
});
