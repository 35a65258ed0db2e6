import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FABRICS, LIMITS, PRIMITIVES, type ParameterValue } from '../../src/domain/experiment.js';
import {
  DEFAULTS,
  planExperiment,
  type ExperimentRequest,
  type Offer,
  type PlannedExperiment,
} from '../../src/domain/plan.js';
import { PROBLEM_CODES, type Problem } from '../../src/domain/problem.js';
import { choice, integer, type TaskSpec } from '../../src/domain/task-spec.js';

const stir: TaskSpec = {
  kind: 'stir',
  title: 'Stir',
  doc: 'Stirs.',
  parameters: {
    turns: integer({ doc: 'Turns.', unit: 'turns', min: 1, max: 100, default: 10 }),
    pause: integer({ doc: 'Pause.', unit: 'ms', min: 0, max: 5, default: 2 }),
    spoon: choice({ doc: 'With what.', words: ['WOOD', 'STEEL'], default: 'WOOD' }),
  },
  primitives: ['NONE', 'LOCK'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL'],
};
const bake: TaskSpec = { ...stir, kind: 'bake', title: 'Bake', parameters: {}, primitives: ['NONE'] };
/** Only for so many: it takes two to lift the pot, and more than four are in each other's way. */
const carry: TaskSpec = { ...bake, kind: 'carry', title: 'Carry', workers: { min: 2, max: 4 } };
const serve: TaskSpec = { ...bake, kind: 'serve', title: 'Serve', workers: { min: 3 } };

const OFFER: Offer = {
  tasks: new Map([
    ['stir', stir],
    ['bake', bake],
    ['carry', carry],
    ['serve', serve],
  ]),
  runtimes: ['node', 'other'],
  runtimesWithGil: ['other'],
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
      kind: anyWord('stir', 'bake', 'carry', 'serve'),
      parameters: mostly<Record<string, ParameterValue | null | undefined>>(
        fc.record(
          {
            turns: fc.oneof(anyNumber({ min: 1, max: 100 }), fc.constantFrom(null, undefined)),
            pause: anyNumber({ min: 0, max: 5 }),
            spoon: mostly<ParameterValue>(fc.constantFrom('WOOD', 'STEEL'), fc.oneof(fc.string(), fc.double())),
          },
          { requiredKeys: [] },
        ),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double())),
      ),
    }),
    primitive: mostly(fc.constantFrom('NONE', 'LOCK'), fc.oneof(fc.constantFrom(...PRIMITIVES), fc.string())),
    options: fc.option(
      fc.record(
        {
          permits: anyNumber(LIMITS.permits),
          capacity: anyNumber(LIMITS.capacity),
          capacityBytes: mostly(fc.constantFrom(1_024, 65_536, 4_194_304), fc.integer()),
          switchIntervalMs: mostly(fc.constant(null), fc.oneof(fc.integer(), fc.double())),
        },
        { requiredKeys: [] },
      ),
    ),
    fabric: mostly(fc.constantFrom('THREADS', 'SERIAL'), fc.oneof(fc.constantFrom(...FABRICS), fc.string())),
    workers: mostly(fc.integer({ min: 2, max: 5 }), anyNumber(LIMITS.workers)),
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

const withInterval = (switchIntervalMs: number, runtime = 'other'): ExperimentRequest => ({
  ...STIR,
  runtime,
  options: { switchIntervalMs },
});

describe('a request becomes a plan', () => {
  it('takes the defaults for all that is not said', () => {
    expect(planExperiment(STIR, OFFER)).toEqual({
      ok: true,
      value: {
        name: null,
        plan: {
          groups: [
            {
              task: { kind: 'stir', parameters: { turns: 10, pause: 2, spoon: 'WOOD' } },
              fabric: 'THREADS',
              primitive: 'NONE',
              options: { permits: 2, capacity: 0, capacityBytes: 65_536, switchIntervalMs: null },
              workers: 2,
            },
          ],
          runtime: 'node',
          repetitions: 5,
          warmup: 1,
          timeoutMs: 60_000,
          recording: 'NONE',
        },
      },
    });
  });

  it('takes the default for a parameter that is null', () => {
    const parameters = { turns: null, pause: undefined, spoon: null };
    expect(planExperiment({ task: { kind: 'stir', parameters } }, OFFER)).toMatchObject({
      value: { plan: { groups: [{ task: { parameters: { turns: 10, pause: 2, spoon: 'WOOD' } } }] } },
    });
  });

  it('takes the default for an option that is null', () => {
    const options = { permits: null, capacity: 3, capacityBytes: undefined };
    expect(planExperiment({ ...STIR, options }, OFFER)).toMatchObject({
      value: { plan: { groups: [{ options: { permits: 2, capacity: 3, capacityBytes: 65_536 } }] } },
    });
    expect(findings({ ...STIR, options: null })).toEqual([]);
  });

  it('keeps everything that was said', () => {
    const checked = planExperiment(
      {
        name: '  Soup  ',
        task: { kind: 'stir', parameters: { turns: 100, pause: 0, spoon: 'STEEL' } },
        primitive: 'LOCK',
        options: { permits: 1_000, capacity: 1_000_000, capacityBytes: 4_194_304, switchIntervalMs: 20 },
        fabric: 'SERIAL',
        workers: 64,
        runtime: 'other',
        repetitions: 1,
        warmup: 0,
        timeoutMs: 10,
        recording: 'TRACE',
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
              task: { kind: 'stir', parameters: { turns: 100, pause: 0, spoon: 'STEEL' } },
              fabric: 'SERIAL',
              primitive: 'LOCK',
              options: { permits: 1_000, capacity: 1_000_000, capacityBytes: 4_194_304, switchIntervalMs: 20 },
              workers: 64,
            },
          ],
          runtime: 'other',
          repetitions: 1,
          warmup: 0,
          timeoutMs: 10,
          recording: 'TRACE',
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
    for (const option of ['permits', 'capacity', 'capacityBytes'] as const) {
      expect(DEFAULTS.options[option]).toBeGreaterThanOrEqual(LIMITS[option].min);
      expect(DEFAULTS.options[option]).toBeLessThanOrEqual(LIMITS[option].max);
    }
    expect(DEFAULTS.switchIntervalMs).toBeGreaterThanOrEqual(LIMITS.switchIntervalMs.min);
    expect(DEFAULTS.switchIntervalMs).toBeLessThanOrEqual(LIMITS.switchIntervalMs.max);
  });
});

describe('what is wrong with a request', () => {
  it('is told all at once, each with its path and its code', () => {
    expect(
      findings({
        name: 'x'.repeat(201),
        task: { kind: 'stir', parameters: { turns: 0, pause: 1.5, spoon: 'GOLD', sugar: 3 } },
        primitive: 'ATOMIC',
        options: { permits: 0, capacity: 0.5, capacityBytes: 1_023 },
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
      'task.stir.spoon UNKNOWN',
      'task.stir.sugar UNKNOWN',
      'primitive NOT_SUPPORTED',
      'fabric UNAVAILABLE',
      'options.permits OUT_OF_RANGE',
      'options.capacity NOT_AN_INTEGER',
      'options.capacityBytes OUT_OF_RANGE',
      'workers OUT_OF_RANGE',
      'runtime UNKNOWN',
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

  it('lets a choice be one of its words, and nothing else', () => {
    expect(findings(withSpoon('STEEL'))).toEqual([]);
    for (const spoon of ['steel', 'GOLD', '', 'toString', 0]) {
      expect(findings(withSpoon(spoon))).toEqual(['task.stir.spoon UNKNOWN']);
    }
    expect(problemsOf(withSpoon('GOLD'))[0]?.message).toMatch(/GOLD.*WOOD, STEEL/);
  });

  it('lets a number be no word', () => {
    expect(findings({ task: { kind: 'stir', parameters: { turns: 'ten' } } })).toEqual([
      'task.stir.turns NOT_AN_INTEGER',
    ]);
  });

  it('lets the bytes of a ring be a power of two', () => {
    for (const capacityBytes of [1_024, 2_048, 4_194_304]) {
      expect(findings({ ...STIR, options: { capacityBytes } })).toEqual([]);
    }
    expect(findings({ ...STIR, options: { capacityBytes: 3_000 } })).toEqual(['options.capacityBytes OUT_OF_RANGE']);
  });

  it('lets a switch interval be from 1 to 1000, and only where threads share an interpreter', () => {
    for (const interval of [1, 5, 1_000]) expect(findings(withInterval(interval))).toEqual([]);
    for (const interval of [0, 1_001]) {
      expect(findings(withInterval(interval))).toEqual(['options.switchIntervalMs OUT_OF_RANGE']);
    }
    expect(findings(withInterval(0.5))).toEqual(['options.switchIntervalMs NOT_AN_INTEGER']);
    expect(findings(withInterval(5, 'node'))).toEqual(['options.switchIntervalMs NOT_SUPPORTED']);
    expect(problemsOf(withInterval(5, 'node'))[0]?.message).toBe(
      'node has no global interpreter lock to switch; runtimes with one: other.',
    );
    // What an unknown one has is not known either.
    expect(findings(withInterval(5, 'abacus'))).toEqual(['runtime UNKNOWN']);
  });

  it('lets the switch interval be said once, for all groups', () => {
    const alongside = [STIR, { ...STIR, options: { permits: 3 } }];
    const request = { ...STIR, runtime: 'other', options: { switchIntervalMs: 9 }, alongside };
    expect(planExperiment(request, OFFER)).toMatchObject({
      value: { plan: { groups: [9, 9, 9].map((switchIntervalMs) => ({ options: { switchIntervalMs } })) } },
    });
    expect(planExperiment({ ...request, options: null }, OFFER)).toMatchObject({
      value: { plan: { groups: [5, 5, 5].map((switchIntervalMs) => ({ options: { switchIntervalMs } })) } },
    });
    expect(findings({ ...request, alongside: [STIR, { ...STIR, options: { switchIntervalMs: 9 } }] })).toEqual([
      'alongside.1.options.switchIntervalMs NOT_SUPPORTED',
    ]);
  });

  it('holds the workers against what the task needs and can use, and names both', () => {
    for (const workers of [2, 3, 4]) expect(findings(withWorkers('carry', workers))).toEqual([]);
    for (const workers of [1, 5]) expect(findings(withWorkers('carry', workers))).toEqual(['workers OUT_OF_RANGE']);
    expect(problemsOf(withWorkers('carry', 1))[0]?.message).toBe('carry needs at least 2 workers; this is 1.');
    expect(problemsOf(withWorkers('carry', 5))[0]?.message).toBe('carry takes at most 4 workers; this is 5.');
    expect(findings(withWorkers('serve', 64))).toEqual([]);
    expect(findings(withWorkers('serve', 2))).toEqual(['workers OUT_OF_RANGE']);
  });

  it('tells once what is wrong with the workers, also where the limits say so already', () => {
    for (const workers of [0, -1, 65]) {
      expect(findings({ task: { kind: 'carry', parameters: {} }, workers })).toEqual(['workers OUT_OF_RANGE']);
    }
    expect(findings({ task: { kind: 'carry', parameters: {} }, workers: 2.5 })).toEqual(['workers NOT_AN_INTEGER']);
  });

  it('holds the default number of workers against the task as well', () => {
    expect(findings({ task: { kind: 'serve', parameters: {} } })).toEqual(['workers OUT_OF_RANGE']);
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
      { seed: 20_260, numRuns: 4_000 },
    );
    // Else the half of it that looks at plans would be idle.
    expect(plans).toBeGreaterThan(200);
  });
});

function withTurns(turns: number): ExperimentRequest {
  return { task: { kind: 'stir', parameters: { turns } } };
}

function withSpoon(spoon: ParameterValue): ExperimentRequest {
  return { task: { kind: 'stir', parameters: { spoon } } };
}

function withWorkers(kind: string, workers: number): ExperimentRequest {
  return { task: { kind, parameters: {} }, workers };
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
  const bounded: (readonly [ParameterValue, { readonly min: number; readonly max: number }])[] = [
    [group.workers, { ...LIMITS.workers, ...spec?.workers }],
    [plan.repetitions, LIMITS.repetitions],
    [plan.warmup, LIMITS.warmup],
    [plan.timeoutMs, LIMITS.timeoutMs],
    [group.options.permits, LIMITS.permits],
    [group.options.capacity, LIMITS.capacity],
    [group.options.capacityBytes, LIMITS.capacityBytes],
  ];
  for (const [parameter, bounds] of Object.entries(spec?.parameters ?? {})) {
    const value = group.task.parameters[parameter] ?? Number.NaN;
    // A word is within its bounds where it is one of them.
    const isWord = bounds.type === 'choice' && bounds.words.includes(String(value));
    bounded.push(bounds.type === 'choice' ? [Number(isWord), { min: 1, max: 1 }] : [value, bounds]);
  }
  for (const [value, { min, max }] of bounded) {
    expect(typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max).toBe(true);
  }
  expect(Number.isInteger(Math.log2(group.options.capacityBytes))).toBe(true);
}
