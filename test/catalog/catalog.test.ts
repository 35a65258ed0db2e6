/** Every task kind, by itself: its face, and its body on the words of one thread. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskNamed, TASKS, TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import type { TaskKind } from '../../src/catalog/task-kind.js';
import { FABRICS, LIMITS, PRIMITIVES, type Parameters, type Primitive } from '../../src/domain/experiment.js';
import type { ParameterSpec } from '../../src/domain/task-spec.js';
import { startFileServer, type FileServer } from '../../src/lab/file-server.js';
import { play, type Played } from './play.js';

/** Small enough for a test; more than one block of work where a task has blocks. */
const SMALL: Readonly<Record<string, Parameters>> = {
  countdown: { n: 30_000_001 },
  factorial: { n: 500 },
  primes: { limit: 9_999 },
  matmul: { size: 17 },
  headcount: { steps: 100 },
  ioWait: { milliseconds: 1, times: 3 },
  download: { files: 2, firstBytes: 1_000, secondBytes: 2_001, latencyMs: 1 },
  fileRead: { times: 3, holdMs: 0 },
  printLines: { lines: 30 },
  ticker: { periodMs: 2, stopAfterMs: 9 },
  convoy: { responses: 3, burstMs: 1 },
  counter: { increments: 10_000, step: 'PLAIN' },
  refcount: { operations: 10_000 },
  sharedArrayIncrement: { increments: 20, length: 4, start: 'COUNTING', pauseMs: 0 },
  semaphoreInside: { steps: 3, holdMs: 1 },
  eventWait: { delayMs: 2 },
  identity: { holdMs: 1 },
  producerConsumer: { items: 2_500, bytes: 40 },
  pingPong: { rounds: 20, bytes: 40 },
};

/** What can be played in one thread. The others wait for each other in their sleep: see `unit-tasks.test.ts`. */
const PLAYABLE = TASKS.filter(({ fabrics }) => fabrics.includes('ASYNC'));

/** These wait once, and that is all they do. */
const ONE_PAUSE: ReadonlySet<string> = new Set(['eventWait', 'identity']);

const parametersOf = (task: TaskKind): Parameters => {
  const parameters = SMALL[task.kind];
  if (!parameters) throw new Error(`This test needs small parameters for ${task.kind}.`);
  return parameters;
};

interface Case {
  readonly task: TaskKind;
  readonly kind: string;
  readonly primitive: Primitive;
  readonly workers: number;
  readonly parameters: Parameters;
}

const CASES: readonly Case[] = PLAYABLE.flatMap((task) =>
  task.primitives.flatMap((primitive) =>
    [1, 2, 3]
      .filter((workers) => isAllowed(task, primitive, workers))
      .map((workers) => ({ task, kind: task.kind, primitive, workers, parameters: parametersOf(task) })),
  ),
);

function isAllowed({ workers: bounds }: TaskKind, primitive: Primitive, workers: number): boolean {
  const { min, max } = { ...LIMITS.workers, ...bounds };
  // A pipe has two ends.
  return workers >= min && workers <= Math.min(max, primitive === 'PIPE' ? 2 : max);
}

let fileServer: FileServer;
beforeAll(async () => {
  fileServer = await startFileServer();
});
afterAll(() => fileServer.close());

const playCase = async ({ task, parameters, primitive, workers }: Case): Promise<Played> =>
  play({ task, parameters, primitive, workers, fileServer: `http://127.0.0.1:${fileServer.port}/` });

describe('the shelf', () => {
  it('finds each task by its name, and knows no other', () => {
    for (const task of TASKS) expect(taskNamed(task.kind)).toBe(task);
    expect(TASKS_BY_KIND.size).toBe(TASKS.length);
    expect(() => taskNamed('toString')).toThrow('toString');
  });

  it.each(TASKS.map((task) => [task.kind, task] as const))(
    'describes %s so that a plan can be made of it',
    (_, task) => {
      expect(task.kind).toMatch(/^[a-z][A-Za-z]*$/);
      for (const text of [task.title, task.doc, task.workUnit]) expect(text).not.toBe('');
      expect(task.primitives.length).toBeGreaterThan(0);
      expect(task.fabrics.length).toBeGreaterThan(0);
      expect(PRIMITIVES).toEqual(expect.arrayContaining([...task.primitives]));
      expect(FABRICS).toEqual(expect.arrayContaining([...task.fabrics]));
      const { min, max } = { ...LIMITS.workers, ...task.workers };
      expect(LIMITS.workers.min <= min && min <= max && max <= LIMITS.workers.max).toBe(true);
      // A type without fields is none in GraphQL.
      expect(Object.keys(task.parameters).length).toBeGreaterThan(0);
      for (const [name, spec] of Object.entries(task.parameters)) {
        expect(name).toMatch(/^[a-z][A-Za-z]*$/);
        expect(spec.doc).not.toBe('');
        expect(isSensible(spec)).toBe(true);
      }
    },
  );
});

/** Whether its default is one of the values that it allows, and these make sense. */
function isSensible(spec: ParameterSpec): boolean {
  if (spec.type === 'choice') {
    const { words, default: usual } = spec;
    return (
      words.length > 1 &&
      new Set(words).size === words.length &&
      words.every((word) => /^[A-Z][A-Z0-9_]*$/.test(word)) &&
      words.includes(usual)
    );
  }
  const { min, max, default: usual, unit } = spec;
  return unit !== '' && [min, max, usual].every(Number.isSafeInteger) && min <= usual && usual <= max;
}

describe('a body', () => {
  it.each(CASES)('of $kind with $primitive yields the right result, for $workers', async (testCase) => {
    const { judgement, held } = await playCase(testCase);
    expect(judgement.expected).not.toBe('');
    // How late a ticker stops is up to the machine.
    const grades = testCase.kind === 'ticker' ? ['ACCEPTABLE', 'INTERESTING'] : ['ACCEPTABLE'];
    expect(grades).toContain(judgement.grade);
    expect(held).toEqual([]);
  });

  it.each(CASES.filter(({ kind }) => kind !== 'ticker'))(
    'of $kind with $primitive tells its units up to the last, for $workers',
    async (testCase) => {
      const { told } = await playCase(testCase);
      for (const [worker, units] of told.entries()) {
        expect(units.at(-1) ?? 0).toBe(testCase.task.units(testCase.parameters, worker, testCase.workers));
        expect(units).toEqual(units.toSorted((a, b) => a - b));
      }
    },
  );

  it('of ticker has as many units as ticks', async () => {
    const { told, reports } = await play({
      task: taskNamed('ticker'),
      parameters: { periodMs: 2, stopAfterMs: 9 },
      primitive: 'NONE',
      workers: 3,
    });
    for (const [worker, units] of told.entries()) {
      expect(units.at(-1) ?? null).toBe((reports[worker] as { ticks: number | null }).ticks);
    }
  });

  it.each(CASES.filter(({ kind }) => !ONE_PAUSE.has(kind)))(
    'of $kind with $primitive pauses more than once, for $workers',
    async (testCase) => {
      const { pauses } = await playCase(testCase);
      expect(Math.max(...pauses)).toBeGreaterThan(1);
    },
  );

  it.each(CASES)('of $kind with $primitive reports less than 8 KB, for $workers', async (testCase) => {
    const { reports } = await playCase(testCase);
    for (const report of reports) expect(JSON.stringify(report).length).toBeLessThan(8_192);
  });

  it('of countdown with less work than workers leaves the rest idle', async () => {
    const { reports } = await play({
      task: taskNamed('countdown'),
      parameters: { n: 2 },
      primitive: 'NONE',
      workers: 3,
    });
    expect(reports).toEqual([1, 1, 0]);
  });

  it.each(['primes', 'matmul'])('of %s with less work than workers leaves the rest idle', async (kind) => {
    const parameters: Parameters = kind === 'primes' ? { limit: 10 } : { size: 1 };
    const { judgement } = await play({ task: taskNamed(kind), parameters, primitive: 'NONE', workers: 3 });
    expect(judgement.result).toBe('exact');
  });
});
