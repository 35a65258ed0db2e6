/**
 * Every task kind for real: on every fabric that it names, with every primitive that it takes, through a crew of
 * threads and processes. Small sizes; nothing here asserts a time.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskNamed, TASKS, TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import type { LabReport, RunEnding } from '../../src/domain/events.js';
import type { Fabric, Parameters, Primitive } from '../../src/domain/experiment.js';
import { planExperiment, type ExperimentRequest } from '../../src/domain/plan.js';
import type { Grade, Judgement, Measurement } from '../../src/domain/run.js';
import { WORD } from '../../src/fabric/arena.js';
import { Crew } from '../../src/fabric/crew.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { preferredSubstrate } from '../../src/fabric/memory/open.js';
import { executeTurn } from '../../src/lab/turn.js';
import { startFileServer, type FileServer } from '../../src/lab/file-server.js';

interface Case {
  readonly parameters: Parameters;
  readonly workers: number;
  readonly options?: ExperimentRequest['options'];
  /** Classes of outcome that are right. */
  readonly results: readonly string[];
  /** Those that are right too where nothing protects. */
  readonly unprotected?: readonly string[];
}

/** Tasks that end by themselves; the others have tests of their own below. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  countdown: [{ parameters: { n: 10_000_001 }, workers: 3, results: ['exact'] }],
  factorial: [{ parameters: { n: 500 }, workers: 2, results: ['exact'] }],
  primes: [{ parameters: { limit: 10_007 }, workers: 3, results: ['exact'] }],
  matmul: [{ parameters: { size: 33 }, workers: 4, results: ['exact'] }],
  headcount: [{ parameters: { steps: 300 }, workers: 3, results: ['1 at once', '2 at once', '3 at once'] }],
  ioWait: [{ parameters: { milliseconds: 2, times: 3 }, workers: 3, results: ['exact'] }],
  download: [
    { parameters: { firstBytes: 13_265, secondBytes: 16_384, latencyMs: 5, files: 2 }, workers: 3, results: ['exact'] },
  ],
  fileRead: [
    {
      parameters: { times: 3, holdMs: 1 },
      workers: 2,
      results: ['exact'],
      unprotected: ['greetings lost'],
    },
  ],
  printLines: [{ parameters: { lines: 50 }, workers: 4, results: ['one after another', 'interleaved'] }],
  ticker: [
    {
      parameters: { periodMs: 5, stopAfterMs: 20 },
      workers: 3,
      results: ['stopped within one period', 'stopped late'],
    },
  ],
  convoy: [{ parameters: { responses: 5, burstMs: 2 }, workers: 3, results: ['complete'] }],
  counter: ['PLAIN', 'CALL'].map((step) => ({
    parameters: { increments: 20_000, step },
    workers: 2,
    results: ['exact'],
    unprotected: ['lost updates'],
  })),
  refcount: [{ parameters: { operations: 20_000 }, workers: 2, results: ['exact'], unprotected: ['lost updates'] }],
  sharedArrayIncrement: [
    {
      parameters: { increments: 300, length: 3, start: 'COUNTING' },
      workers: 3,
      results: ['exact'],
      unprotected: ['lost updates'],
    },
    {
      parameters: { increments: 2, length: 256, start: 'ZEROS', pauseMs: 1 },
      workers: 2,
      results: ['exact'],
      unprotected: ['lost updates'],
    },
  ],
  notShared: [{ parameters: { appends: 5 }, workers: 3, results: ['not shared'] }],
  readersWriters: [
    { parameters: { reads: 300, writes: 300 }, workers: 3, results: ['whole pairs'], unprotected: ['torn pairs'] },
  ],
  semaphoreInside: [
    { parameters: { steps: 3, holdMs: 1 }, workers: 4, options: { permits: 2 }, results: ['at most 2 inside'] },
    { parameters: { steps: 50, holdMs: 0 }, workers: 3, options: { permits: 1 }, results: ['at most 1 inside'] },
  ],
  eventWait: [{ parameters: { delayMs: 5 }, workers: 3, results: ['waited for it'] }],
  barrierPhases: [
    { parameters: { phases: 50 }, workers: 3, results: ['in step'] },
    { parameters: { phases: 3 }, workers: 1, results: ['in step'] },
  ],
  producerConsumer: [
    { parameters: { items: 3_000, bytes: 20 }, workers: 2, results: ['exact'], options: { capacityBytes: 1_024 } },
    { parameters: { items: 40, bytes: 60_001 }, workers: 2, results: ['exact'] },
  ],
  pingPong: [
    { parameters: { rounds: 200, bytes: 4 }, workers: 2, results: ['exact'] },
    { parameters: { rounds: 20, bytes: 5_001 }, workers: 2, results: ['exact'] },
  ],
  boundedBuffer: [
    { parameters: { items: 200, capacity: 3 }, workers: 4, results: ['exact'] },
    { parameters: { items: 50, capacity: 1 }, workers: 3, results: ['exact'] },
  ],
  lockOrder: [{ parameters: { rounds: 20, order: 'SAME', pauseMs: 0 }, workers: 3, results: ['no deadlock'] }],
  philosophers: [
    { parameters: { meals: 20, order: 'ORDERED', pauseMs: 0, thinkMs: 0 }, workers: 5, results: ['no deadlock'] },
    { parameters: { meals: 5, order: 'ORDERED', pauseMs: 1, thinkMs: 1 }, workers: 2, results: ['no deadlock'] },
  ],
  selfDeadlock: [{ parameters: { depth: 1 }, workers: 2, results: ['let in again'] }],
  identity: [{ parameters: { holdMs: 2 }, workers: 3, results: ['all distinct', 'one and the same'] }],
  startUp: [
    { parameters: { what: 'THREAD', count: 1 }, workers: 1, results: ['started'] },
    { parameters: { what: 'PROCESS', count: 1 }, workers: 1, results: ['started'] },
  ],
  lifecycle: [
    { parameters: { how: 'JOIN', steps: 2, stepMs: 2 }, workers: 3, results: ['main came last'] },
    {
      parameters: { how: 'NO_JOIN', steps: 2, stepMs: 2 },
      workers: 3,
      results: ['main came last', 'main did not wait'],
    },
    // Steps so long that none of them ends before main does.
    { parameters: { how: 'DAEMON', steps: 1, stepMs: 60_000, mainMs: 2 }, workers: 3, results: ['dropped'] },
    { parameters: { how: 'TERMINATE', stepMs: 60_000, mainMs: 2 }, workers: 3, results: ['terminated'] },
  ],
  poolMap: [{ parameters: { items: 20 }, workers: 3, results: ['exact'] }],
};

/** Tasks without a case that ends well. */
const CRASHES = ['crash'];

const linux = loadLinux();
const OFFER = {
  tasks: TASKS_BY_KIND,
  runtimes: ['node', 'node-gil'],
  runtimesWithGil: ['node-gil'],
  unavailable: linux.available ? {} : { PROCESSES: linux.reason, PROCESS_POOL: linux.reason },
};
const isHere = (fabric: Fabric): boolean => linux.available || !fabric.startsWith('PROCESS');

let crew: Crew;
let fileServer: FileServer;

beforeAll(async () => {
  crew = new Crew(preferredSubstrate(), 8);
  fileServer = await startFileServer();
  crew.arena.words.store(WORD.fileServerPort, fileServer.port);
});

afterAll(async () => {
  fileServer.close();
  await crew.close();
});

interface Played {
  readonly ending: RunEnding;
  readonly judgements: readonly Judgement[];
  readonly measurements: readonly Measurement[];
}

async function play(request: ExperimentRequest): Promise<Played> {
  const planned = planExperiment({ repetitions: 2, warmup: 0, timeoutMs: 30_000, ...request }, OFFER);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const reports: LabReport[] = [];
  const order = {
    plan: planned.value.plan,
    report: (report: LabReport): void => void reports.push(report),
    cancelled: new AbortController().signal,
  };
  await executeTurn([order], crew);
  const measurements = reports.flatMap((report) => (report.kind === 'roundFinished' ? [report.measurement] : []));
  const last = reports.at(-1);
  if (last?.kind !== 'ended') throw new Error('The run told no end.');
  return { ending: last.ending, measurements, judgements: measurements.map(({ judgement }) => judgement) };
}

interface RunCase extends Case {
  readonly name: string;
  readonly kind: string;
  readonly fabric: Fabric;
  readonly primitive: Primitive;
}

const RUNS: readonly RunCase[] = TASKS.flatMap((task) =>
  (CASES[task.kind] ?? []).flatMap((testCase) =>
    task.fabrics.filter(isHere).flatMap((fabric) =>
      task.primitives.map((primitive) => ({
        ...testCase,
        name: `${task.kind} ${JSON.stringify(testCase.parameters)}`,
        kind: task.kind,
        fabric,
        primitive,
      })),
    ),
  ),
);

describe.each(['node', 'node-gil'])('every task kind, for real, on %s', (runtime) => {
  it('has a case here', () => {
    expect([...Object.keys(CASES), ...CRASHES].toSorted()).toEqual(TASKS.map(({ kind }) => kind).toSorted());
  });

  it.each(RUNS)('$name on $fabric with $primitive, by $workers', async (run) => {
    const { kind, parameters, fabric, primitive, workers, options, results, unprotected = [] } = run;
    const { ending, judgements, measurements } = await play({
      task: { kind, parameters },
      fabric,
      primitive,
      workers,
      options,
      runtime,
    });
    expect(ending.failure).toBeNull();
    expect(ending.state).toBe('SUCCEEDED');
    expect(judgements).toHaveLength(2);
    const allowed = primitive === 'NONE' ? [...results, ...unprotected] : results;
    for (const judgement of judgements) {
      expect(allowed).toContain(judgement.result);
      expect(judgement.grade).toBe(gradeOf(judgement.result));
    }
    for (const { result } of measurements.flatMap((measurement) => measurement.workers)) {
      // A daemon that was dropped reports nothing.
      expect(JSON.stringify(result ?? null).length).toBeLessThan(8_192);
    }
  });

  it.each(
    RUNS.filter(({ unprotected, primitive, fabric }) => unprotected && primitive === 'NONE' && fabric === 'SERIAL'),
  )(
    '$name is right even without protection, one after another',
    async ({ kind, parameters, workers, results, fabric }) => {
      const { judgements } = await play({ task: { kind, parameters }, fabric, primitive: 'NONE', workers, runtime });
      for (const { result } of judgements) expect(results).toContain(result);
    },
  );
});

/** What may happen although nobody wants it. */
function gradeOf(result: string): Grade {
  const isInteresting = ['lost updates', 'greetings lost', 'torn pairs', 'stopped late'].includes(result);
  return isInteresting ? 'INTERESTING' : 'ACCEPTABLE';
}

const ALONE_FABRICS = (['THREADS', 'PROCESSES'] as const).filter(isHere);

describe.each(ALONE_FABRICS)('what gets stuck, on %s', (fabric) => {
  it('is a deadlock: the philosophers, each with a left fork in hand', async () => {
    const { ending } = await play({
      task: { kind: 'philosophers', parameters: { meals: 10_000, pauseMs: 20, order: 'NAIVE' } },
      fabric,
      workers: 3,
    });
    expect(ending).toMatchObject({ state: 'DEADLOCKED', failure: { code: 'DEADLOCK' } });
    const circle = ending.failure?.deadlock ?? [];
    expect(circle.map(({ worker }) => worker).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    for (const { worker, wants, holder, holds } of circle) {
      expect(wants).toBe(`LOCK ${(worker + 1) % 3}`);
      expect(holder).toBe((worker + 1) % 3);
      expect(holds).toEqual([`LOCK ${worker}`]);
    }
  });

  it('is a deadlock: two locks in opposite order', async () => {
    const { ending } = await play({
      task: { kind: 'lockOrder', parameters: { rounds: 10_000, pauseMs: 20, order: 'OPPOSITE' } },
      fabric,
      workers: 2,
    });
    expect(ending).toMatchObject({ state: 'DEADLOCKED', failure: { code: 'DEADLOCK' } });
  });

  it('is a deadlock: a lock taken twice by its owner; an RLOCK is none', async () => {
    const task = { kind: 'selfDeadlock', parameters: { depth: 2 } };
    expect((await play({ task, fabric, workers: 1, primitive: 'LOCK' })).ending).toMatchObject({
      state: 'DEADLOCKED',
      failure: { code: 'DEADLOCK', deadlock: [{ worker: 0, holder: 0 }] },
    });
    expect((await play({ task, fabric, workers: 2, primitive: 'RLOCK' })).ending.state).toBe('SUCCEEDED');
  });
});

describe.each(['THREADS', 'PROCESSES', 'ASYNC'] as const)('messages between many, on %s', (fabric) => {
  it.runIf(isHere(fabric)).each([2, 3, 5])('pass through a QUEUE, for %i workers', async (workers) => {
    const { ending, judgements } = await play({
      task: { kind: 'producerConsumer', parameters: { items: 500, bytes: 12 } },
      options: { capacity: 4 },
      fabric,
      workers,
      primitive: 'QUEUE',
    });
    expect(ending.state).toBe('SUCCEEDED');
    for (const { result } of judgements) expect(result).toBe('exact');
  });

  it.runIf(isHere(fabric)).each([3, 4])('are refused by a PIPE, which has two ends, for %i', async (workers) => {
    const { ending } = await play({
      task: { kind: 'producerConsumer', parameters: { items: 100_000, bytes: 12 } },
      fabric,
      workers,
      primitive: 'PIPE',
    });
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'TASK_THREW' } });
    expect(ending.failure?.message).toContain('EndTakenError');
  });

  it.runIf(isHere(fabric))('are refused when they could never fit', async () => {
    const { ending } = await play({
      task: { kind: 'producerConsumer', parameters: { items: 5, bytes: 2_000 } },
      options: { capacityBytes: 1_024 },
      fabric,
      workers: 2,
      primitive: 'QUEUE',
    });
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'TASK_THREW' } });
    expect(ending.failure?.message).toContain('RangeError');
  });
});

describe('a crash', () => {
  it.each(ALONE_FABRICS)('by THROW on %s is the task’s, and names the worker', async (fabric) => {
    const ending = await crashOf(fabric, 'THROW');
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'TASK_THREW' } });
    expect(ending.failure?.message).toContain('Worker 1 threw Error: This worker was asked to crash.');
  });

  it.runIf(linux.available).each([
    ['ABORT', 'SIGABRT'],
    ['KILL', 'SIGKILL'],
    ['EXIT', '3'],
  ])('by %s of a process takes only that one', async (how, cause) => {
    const ending = await crashOf('PROCESSES', how);
    expect(ending).toMatchObject({ state: 'FAILED', failure: { code: 'WORKER_DIED' } });
    expect(ending.failure?.message).toContain(cause);
  });

  it('by ABORT of a thread is refused by the runtime, which throws', async () => {
    expect(await crashOf('THREADS', 'ABORT')).toMatchObject({ state: 'FAILED', failure: { code: 'TASK_THREW' } });
  });

  it('by EXIT of a thread ends that thread', async () => {
    expect(await crashOf('THREADS', 'EXIT')).toMatchObject({ state: 'FAILED', failure: { code: 'WORKER_DIED' } });
  });

  it('of a worker that is not there is the last one’s', async () => {
    const ending = await crashOf('THREADS', 'THROW', 63);
    expect(ending.failure?.message).toContain('Worker 1 threw');
  });

  it('leaves a crew that goes on', async () => {
    for (const fabric of ALONE_FABRICS) {
      const { ending } = await play({
        task: { kind: 'counter', parameters: { increments: 10 } },
        primitive: 'LOCK',
        fabric,
      });
      expect(ending.state).toBe('SUCCEEDED');
    }
  });
});

describe('the unit’s own figures', () => {
  it('are those of row 41: 10 and [11, 12, 13]', async () => {
    const { judgements } = await play({
      task: { kind: 'sharedArrayIncrement', parameters: { pauseMs: 1 } },
      primitive: 'LOCK',
      workers: 2,
    });
    for (const { expected, observed } of judgements) {
      expect(expected).toBe('10 and [11, 12, 13]');
      expect(observed).toBe(expected);
    }
  });

  it('are those of row 34: 3 and [3, 3, 3]', async () => {
    const { judgements } = await play({
      task: { kind: 'sharedArrayIncrement', parameters: { increments: 1, start: 'ZEROS' } },
      primitive: 'LOCK',
      workers: 3,
    });
    for (const { observed } of judgements) expect(observed).toBe('3 and [3, 3, 3]');
  });

  it('are those of row 40: 13265 and 16384 bytes', async () => {
    const { judgements } = await play({ task: { kind: 'download', parameters: { latencyMs: 1 } }, workers: 2 });
    for (const { observed } of judgements) expect(observed).toBe('13265, 16384 bytes');
  });

  it('are those of row 31: nothing arrives at the parent', async () => {
    const { judgements } = await play({
      task: { kind: 'notShared', parameters: {} },
      primitive: 'LOCK',
      workers: 3,
      fabric: linux.available ? 'PROCESSES' : 'THREADS',
    });
    for (const { observed } of judgements) expect(observed).toBe('0 of 15; the workers’ own lists have 5, 5, 5');
  });

  it('lose greetings where nobody locks and everybody looks first', async () => {
    const { judgements } = await play({
      task: { kind: 'fileRead', parameters: { holdMs: 20 } },
      fabric: 'ASYNC',
      primitive: 'NONE',
      workers: 2,
    });
    for (const judgement of judgements) {
      expect(judgement).toMatchObject({ result: 'greetings lost', grade: 'INTERESTING', lostUpdates: 1 });
    }
  });
});

it('knows every task by its name', () => {
  for (const { kind } of TASKS) expect(taskNamed(kind).kind).toBe(kind);
});

async function crashOf(fabric: Fabric, how: string, worker = 1): Promise<RunEnding> {
  const { ending } = await play({
    task: { kind: 'crash', parameters: { how, worker, afterMs: 3 } },
    fabric,
    workers: 2,
  });
  return ending;
}
