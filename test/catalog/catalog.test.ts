/** Every task kind, by itself: its face, and its body on the words of one lonely worker. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { taskNamed, TASKS, TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import type { TaskKind } from '../../src/catalog/task-kind.js';
import { FABRICS, PRIMITIVES, type Parameters, type Primitive } from '../../src/domain/experiment.js';
import { PRIMITIVE_ENTRIES } from '../../src/primitives/registry.js';
import { LINE_WORDS } from '../../src/primitives/words.js';
import { PlainWords } from '../primitives/plain-words.js';

/** Small enough for a test; more than one block of work where a task has blocks. */
const SMALL: Readonly<Record<string, Parameters>> = {
  countdown: { n: 10_000_001 },
  factorial: { n: 500 },
  counter: { increments: 10_000 },
  ioWait: { milliseconds: 1, times: 3 },
};

const parametersOf = (task: TaskKind): Parameters => {
  const parameters = SMALL[task.kind];
  if (!parameters) throw new Error(`This test needs small parameters for ${task.kind}.`);
  return parameters;
};

const CASES = TASKS.flatMap((task) =>
  task.primitives.flatMap((primitive) =>
    [1, 3].map((workers) => ({ task, kind: task.kind, primitive, workers, parameters: parametersOf(task) })),
  ),
);

interface Played {
  readonly reports: readonly unknown[];
  /** What each worker told of its progress. */
  readonly told: readonly (readonly number[])[];
  readonly words: PlainWords;
  readonly base: number;
}

const PRIMITIVE_WORD = LINE_WORDS;

/** All workers, one after the other. */
async function play(task: TaskKind, parameters: Parameters, primitive: Primitive, workers: number): Promise<Played> {
  const entry = PRIMITIVE_ENTRIES[primitive];
  const base = PRIMITIVE_WORD + entry.words;
  const words = new PlainWords(base + task.sharedWords);
  entry.initialize(words, PRIMITIVE_WORD);
  const told: number[][] = [];
  const reports: unknown[] = [];
  for (let worker = 0; worker < workers; worker += 1) {
    const units: number[] = [];
    told.push(units);
    const handle = entry.attach(words, PRIMITIVE_WORD, worker, 0);
    const report = (done: number): void => void units.push(done);
    const body = task.body({ worker, workers, parameters, primitive: handle, words, base, report });
    let step = body.next();
    while (!step.done) {
      if (step.value) {
        const deadline = performance.now() + step.value.sleepMs;
        while (performance.now() < deadline) await pause(1);
      }
      step = body.next();
    }
    // As it comes back out of shared memory.
    reports.push(JSON.parse(JSON.stringify(task.report(step.value))));
  }
  return { reports, told, words, base };
}

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
      expect(task.primitives.length).toBeGreaterThan(0);
      expect(task.fabrics.length).toBeGreaterThan(0);
      expect(PRIMITIVES).toEqual(expect.arrayContaining([...task.primitives]));
      expect(FABRICS).toEqual(expect.arrayContaining([...task.fabrics]));
      for (const [name, { min, max, default: usual, doc }] of Object.entries(task.parameters)) {
        expect(name).toMatch(/^[a-z][A-Za-z]*$/);
        expect(doc).not.toBe('');
        for (const value of [min, max, usual]) expect(Number.isSafeInteger(value)).toBe(true);
        expect(usual).toBeGreaterThanOrEqual(min);
        expect(usual).toBeLessThanOrEqual(max);
      }
    },
  );
});

describe('a body', () => {
  it.each(CASES)('of $kind with $primitive yields the right result, for $workers', async (testCase) => {
    const { task, parameters, primitive, workers } = testCase;
    const { reports, words, base } = await play(task, parameters, primitive, workers);
    expect(task.judge({ parameters, primitive, workers, reports, words, base })).toMatchObject({
      result: 'exact',
      grade: 'ACCEPTABLE',
    });
    expect(PRIMITIVE_ENTRIES[primitive].heldBy(words, PRIMITIVE_WORD)).toBeNull();
  });

  it.each(CASES)('of $kind with $primitive tells its units up to the last, for $workers', async (testCase) => {
    const { task, parameters, primitive, workers } = testCase;
    const { told } = await play(task, parameters, primitive, workers);
    for (const [worker, units] of told.entries()) {
      expect(units.at(-1)).toBe(task.units(parameters, worker, workers));
      expect(units).toEqual(units.toSorted((a, b) => a - b));
    }
  });

  it.each(TASKS.map((task) => [task.kind, task] as const))('of %s pauses more than once', async (_, task) => {
    const { told } = await play(task, parametersOf(task), task.primitives[0] ?? 'NONE', 1);
    expect(told[0]?.length).toBeGreaterThan(1);
  });

  it('of countdown with less work than workers leaves the rest idle', async () => {
    const countdown = taskNamed('countdown');
    const { reports } = await play(countdown, { n: 2 }, 'NONE', 3);
    expect(reports).toEqual([1, 1, 0]);
  });
});
