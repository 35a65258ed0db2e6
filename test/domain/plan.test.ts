import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FABRICS, LIMITS, PRIMITIVES } from '../../src/domain/experiment.js';
import {
  DEFAULTS,
  planExperiment,
  type ExperimentRequest,
  type Offer,
  type PlannedExperiment,
} from '../../src/domain/plan.js';
import { PROBLEM_CODES, type Problem } from '../../src/domain/problem.js';
import { integer, type TaskSpec } from '../../src/domain/task-spec.js';

const stir: TaskSpec = {
  kind: 'stir',
  title: 'Stir',
  doc: 'Stirs.',
  parameters: {
    turns: integer({ doc: 'Turns.', unit: 'turns', min: 1, max: 100, default: 10 }),
    pause: integer({ doc: 'Pause.', unit: 'ms', min: 0, max: 5, default: 2 }),
  },
  primitives: ['NONE', 'LOCK'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL'],
};
const bake: TaskSpec = { ...stir, kind: 'bake', title: 'Bake', parameters: {}, primitives: ['NONE'] };

const OFFER: Offer = {
  tasks: new Map([
    ['stir', stir],
    ['bake', bake],
  ]),
  runtimes: ['node', 'other'],
  unavailable: { PROCESSES: 'it is a Tuesday.' },
};

const STIR: ExperimentRequest = { task: { kind: 'stir', parameters: {} } };

// Mostly right and now and then anything, else no request would ever be right in every field.
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: wrong });
const anyWord = (...right: string[]): fc.Arbitrary<string> => mostly(fc.constantFrom(...right), fc.string());
const anyNumber = ({ min, max }: { min: number; max: number }): fc.Arbitrary<number> =>
  mostly(fc.integer({ min, max }), fc.oneof(fc.integer(), fc.double(), fc.constantFrom(min - 1, max + 1)));
const anyRequest: fc.Arbitrary<ExperimentRequest> = fc.record(
  {
    name: fc.oneof(fc.string(), fc.constant(null), fc.string({ minLength: 190, maxLength: 210 })),
    task: fc.record({
      kind: anyWord('stir', 'bake'),
      parameters: mostly<Record<string, number | null | undefined>>(
        fc.record(
          {
            turns: fc.oneof(anyNumber({ min: 1, max: 100 }), fc.constantFrom(null, undefined)),
            pause: anyNumber({ min: 0, max: 5 }),
          },
          { requiredKeys: [] },
        ),
        fc.dictionary(fc.string(), fc.double()),
      ),
    }),
    primitive: anyWord(...PRIMITIVES),
    fabric: anyWord(...FABRICS),
    workers: anyNumber(LIMITS.workers),
    runtime: anyWord('node', 'other'),
    repetitions: anyNumber(LIMITS.repetitions),
    warmup: anyNumber(LIMITS.warmup),
    timeoutMs: anyNumber(LIMITS.timeoutMs),
  },
  { requiredKeys: ['task'] },
);

function problemsOf(request: ExperimentRequest, offer = OFFER): readonly Problem[] {
  const checked = planExperiment(request, offer);
  return checked.ok ? [] : checked.problems;
}

/** Paths and codes: the words are for people and may change. */
function findings(request: ExperimentRequest): readonly string[] {
  return problemsOf(request).map(({ path, code }) => `${path} ${code}`);
}

describe('a request becomes a plan', () => {
  it('takes the defaults for all that is not said', () => {
    expect(planExperiment(STIR, OFFER)).toEqual({
      ok: true,
      value: {
        name: null,
        plan: {
          groups: [
            {
              task: { kind: 'stir', parameters: { turns: 10, pause: 2 } },
              fabric: 'THREADS',
              primitive: 'NONE',
              workers: 2,
            },
          ],
          runtime: 'node',
          repetitions: 5,
          warmup: 1,
          timeoutMs: 60_000,
        },
      },
    });
  });

  it('takes the default for a parameter that is null', () => {
    const checked = planExperiment({ task: { kind: 'stir', parameters: { turns: null, pause: undefined } } }, OFFER);
    expect(checked).toMatchObject({ value: { plan: { groups: [{ task: { parameters: { turns: 10, pause: 2 } } }] } } });
  });

  it('keeps everything that was said', () => {
    const checked = planExperiment(
      {
        name: '  Soup  ',
        task: { kind: 'stir', parameters: { turns: 100, pause: 0 } },
        primitive: 'LOCK',
        fabric: 'SERIAL',
        workers: 64,
        runtime: 'other',
        repetitions: 1,
        warmup: 0,
        timeoutMs: 10,
      },
      OFFER,
    );
    expect(checked).toEqual({
      ok: true,
      value: {
        name: 'Soup',
        plan: {
          groups: [
            {
              task: { kind: 'stir', parameters: { turns: 100, pause: 0 } },
              fabric: 'SERIAL',
              primitive: 'LOCK',
              workers: 64,
            },
          ],
          runtime: 'other',
          repetitions: 1,
          warmup: 0,
          timeoutMs: 10,
        },
      },
    });
  });

  it('takes a blank name for none', () => {
    expect(planExperiment({ ...STIR, name: ' \t ' }, OFFER)).toMatchObject({ value: { name: null } });
  });

  it('has defaults that are within the bounds of every field', () => {
    for (const field of ['workers', 'repetitions', 'warmup', 'timeoutMs'] as const) {
      expect(DEFAULTS[field]).toBeGreaterThanOrEqual(LIMITS[field].min);
      expect(DEFAULTS[field]).toBeLessThanOrEqual(LIMITS[field].max);
    }
  });
});

describe('what is wrong with a request', () => {
  it('is told all at once, each with its path and its code', () => {
    expect(
      findings({
        name: 'x'.repeat(201),
        task: { kind: 'stir', parameters: { turns: 0, pause: 1.5, sugar: 3 } },
        primitive: 'ATOMIC',
        fabric: 'PROCESSES',
        workers: 65,
        runtime: 'abacus',
        repetitions: 0,
        warmup: -1,
        timeoutMs: 9,
      }),
    ).toEqual([
      'name TOO_LONG',
      'task.stir.turns OUT_OF_RANGE',
      'task.stir.pause NOT_AN_INTEGER',
      'task.stir.sugar UNKNOWN',
      'primitive NOT_SUPPORTED',
      'fabric UNAVAILABLE',
      'runtime UNKNOWN',
      'workers OUT_OF_RANGE',
      'repetitions OUT_OF_RANGE',
      'warmup OUT_OF_RANGE',
      'timeoutMs OUT_OF_RANGE',
    ]);
  });

  it('is told for the rest also when the task itself is unknown', () => {
    expect(
      findings({
        task: { kind: 'fry', parameters: { turns: 0 } },
        primitive: 'GLUE',
        fabric: 'CLOUD',
        workers: Number.NaN,
      }),
    ).toEqual(['task UNKNOWN', 'primitive UNKNOWN', 'fabric UNKNOWN', 'workers NOT_AN_INTEGER']);
  });

  it.each([
    ['workers', 1, 64],
    ['repetitions', 1, 10_000],
    ['warmup', 0, 1_000],
    ['timeoutMs', 10, 86_400_000],
  ] as const)('lets %s be from %d to %d, and nothing beside', (field, min, max) => {
    expect(findings({ ...STIR, [field]: min })).toEqual([]);
    expect(findings({ ...STIR, [field]: max })).toEqual([]);
    expect(findings({ ...STIR, [field]: min - 1 })).toEqual([`${field} OUT_OF_RANGE`]);
    expect(findings({ ...STIR, [field]: max + 1 })).toEqual([`${field} OUT_OF_RANGE`]);
    for (const value of [min + 0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(findings({ ...STIR, [field]: value })).toEqual([`${field} NOT_AN_INTEGER`]);
    }
  });

  it('lets a name have 200 characters after trimming', () => {
    expect(findings({ ...STIR, name: `  ${'x'.repeat(200)}  ` })).toEqual([]);
  });

  it('holds a parameter against its own bounds', () => {
    expect(findings(withTurns(1))).toEqual([]);
    expect(findings(withTurns(100))).toEqual([]);
    expect(findings(withTurns(101))).toEqual(['task.stir.turns OUT_OF_RANGE']);
  });

  it('names a fabric that the task does not run on, and one that the host does not have', () => {
    expect(findings({ ...STIR, fabric: 'ASYNC' })).toEqual(['fabric NOT_SUPPORTED']);
    expect(findings({ ...STIR, fabric: 'PROCESSES' })).toEqual(['fabric UNAVAILABLE']);
    expect(problemsOf({ ...STIR, fabric: 'PROCESSES' })[0]?.message).toContain('it is a Tuesday.');
  });

  it('is not confused by names that every object has', () => {
    expect(findings({ task: { kind: 'constructor', parameters: {} } })).toEqual(['task UNKNOWN']);
    expect(findings({ task: { kind: 'bake', parameters: { constructor: 1, toString: 2 } } })).toEqual([
      'task.bake.constructor UNKNOWN',
      'task.bake.toString UNKNOWN',
    ]);
    expect(findings({ ...STIR, primitive: 'toString', fabric: '__proto__' })).toEqual([
      'primitive UNKNOWN',
      'fabric UNKNOWN',
    ]);
  });

  it('repeats what was given, but not a megabyte of it', () => {
    const megabyte = 'a'.repeat(1_000_000);
    const problems = problemsOf({
      task: { kind: 'stir', parameters: { [megabyte]: 1 } },
      primitive: megabyte,
      fabric: megabyte,
      runtime: megabyte,
    });
    expect(problems).toHaveLength(4);
    for (const { path, message } of [...problems, ...problemsOf({ task: { kind: megabyte, parameters: {} } })]) {
      expect(path.length).toBeLessThan(200);
      expect(message.length).toBeLessThan(400);
      expect(message).toContain('aaa');
    }
  });
});

describe('any request at all', () => {
  it('gives a plan within all bounds, or at least one problem; never a throw', () => {
    let plans = 0;
    fc.assert(
      fc.property(anyRequest, (request) => {
        const checked = planExperiment(request, OFFER);
        if (checked.ok) {
          plans += 1;
          expectWithinBounds(checked.value);
        } else {
          expectTold(checked.problems);
        }
      }),
      { seed: 20_260, numRuns: 2_000 },
    );
    // Else the half of it that looks at plans would be idle.
    expect(plans).toBeGreaterThan(200);
  });
});

function withTurns(turns: number): ExperimentRequest {
  return { task: { kind: 'stir', parameters: { turns } } };
}

function expectTold(problems: readonly Problem[]): void {
  expect(problems.length).toBeGreaterThan(0);
  for (const { path, code, message } of problems) {
    expect(path).not.toBe('');
    expect(PROBLEM_CODES).toContain(code);
    expect(message).not.toBe('');
  }
}

function expectWithinBounds({ name, plan }: PlannedExperiment): void {
  const [group, ...others] = plan.groups;
  const spec = OFFER.tasks.get(group.task.kind);
  expect(name === null || (name.length >= 1 && name.length <= LIMITS.nameLength.max)).toBe(true);
  expect(others).toEqual([]);
  expect(spec?.primitives).toContain(group.primitive);
  expect(spec?.fabrics).toContain(group.fabric);
  expect(OFFER.unavailable).not.toHaveProperty(group.fabric);
  expect(OFFER.runtimes).toContain(plan.runtime);
  expect(Object.keys(group.task.parameters)).toEqual(Object.keys(spec?.parameters ?? {}));
  const parameters = Object.entries(spec?.parameters ?? {});
  const bounded = [
    [group.workers, LIMITS.workers],
    [plan.repetitions, LIMITS.repetitions],
    [plan.warmup, LIMITS.warmup],
    [plan.timeoutMs, LIMITS.timeoutMs],
    ...parameters.map(([parameter, bounds]) => [group.task.parameters[parameter] ?? Number.NaN, bounds] as const),
  ] as const;
  for (const [value, { min, max }] of bounded) {
    expect(Number.isSafeInteger(value) && value >= min && value <= max).toBe(true);
  }
}
