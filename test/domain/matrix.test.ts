/** A matrix multiplied out, thinned out, checked and put into order. */
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { orderRuns, planBatch, type BatchPlan, type BatchRequest } from '../../src/domain/batch-plan.js';
import { expandMatrix } from '../../src/domain/matrix.js';
import { expandNumbers, type Numbers } from '../../src/domain/numbers.js';
import type { Offer } from '../../src/domain/plan.js';
import type { Problem } from '../../src/domain/problem.js';

const OFFER: Offer = { tasks: TASKS_BY_KIND, runtimes: ['node'], runtimesWithGil: [], unavailable: {} };

/** Beside Node one with a lock that takes turns, and one that has two ways to start processes. */
const OFFER_WITH_LOCKS: Offer = {
  ...OFFER,
  runtimes: ['node', 'gil', 'python'],
  runtimesWithGil: ['gil', 'python'],
  runtimeOffers: new Map([
    [
      'python',
      {
        tasks: new Map([['countdown', { THREADS: ['NONE'], PROCESSES: ['NONE'] } as const]]),
        unavailable: {},
        startMethods: ['FORK', 'SPAWN'] as const,
      },
    ],
  ]),
};

const REQUEST: BatchRequest = {
  name: null,
  matrix: {
    task: [
      { kind: 'countdown', parameters: { n: { values: [10, 20] } } },
      { kind: 'counter', parameters: {} },
    ],
    fabric: ['SERIAL', 'THREADS'],
    workers: { range: { from: 1, to: 3, step: 1 } },
  },
  exclude: [],
  repetitions: 1,
  order: 'INTERLEAVED',
  priority: 'NORMAL',
  skipUnsupported: false,
  baseline: null,
};

function planned(change: Partial<BatchRequest>): BatchPlan {
  const checked = planBatch({ ...REQUEST, ...change }, OFFER);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

function refused(change: Partial<BatchRequest>): readonly Problem[] {
  const checked = planBatch({ ...REQUEST, ...change }, OFFER);
  return checked.ok ? [] : checked.problems;
}

const expand = (numbers: Numbers): readonly number[] | readonly Problem[] => {
  const problems: Problem[] = [];
  const values = expandNumbers('n', numbers, (problem) => problems.push(problem));
  return problems.length > 0 ? problems : values;
};

describe('numbers', () => {
  it.each<[Numbers, readonly number[]]>([
    [{ values: [3, 1, 3] }, [3, 1]],
    [{ range: { from: 1, to: 8, step: 3 } }, [1, 4, 7]],
    [{ range: { from: 5, to: 5, step: 1 } }, [5]],
    [{ powersOfTwo: { from: 1, to: 9 } }, [1, 2, 4, 8]],
    [{ powersOfTwo: { from: 3, to: 16 } }, [4, 8, 16]],
  ])('%j are %j', (numbers, values) => {
    expect(expand(numbers)).toEqual(values);
  });

  it.each<[Numbers, string]>([
    [{ values: [] }, 'EMPTY'],
    [{ range: { from: 2, to: 1, step: 1 } }, 'OUT_OF_RANGE'],
    [{ range: { from: 1, to: 2, step: 0 } }, 'OUT_OF_RANGE'],
    [{ range: { from: 1, to: 1e9, step: 1 } }, 'TOO_LONG'],
    [{ powersOfTwo: { from: 0, to: 8 } }, 'OUT_OF_RANGE'],
  ])('%j are refused: %s', (numbers, code) => {
    expect(expand(numbers)).toMatchObject([{ path: 'n', code }]);
  });
});

describe('a matrix', () => {
  it('holds every combination once, each with a name of its own', () => {
    const checked = expandMatrix(REQUEST.matrix);
    const configurations = checked.ok ? checked.value : [];
    expect(configurations).toHaveLength((2 + 1) * 2 * 3);
    expect(new Set(configurations.map(({ label }) => label)).size).toBe(configurations.length);
    expect(configurations[0]).toMatchObject({
      label: 'countdown, n 10, fabric SERIAL, workers 1',
      request: { task: { kind: 'countdown', parameters: { n: 10 } }, fabric: 'SERIAL', workers: 1 },
    });
  });

  it('without axes is one configuration, named after its task', () => {
    const checked = expandMatrix({ task: [{ kind: 'countdown', parameters: {} }] });
    expect(checked).toMatchObject({ ok: true, value: [{ label: 'countdown', coordinates: [] }] });
  });

  it('has how it is measured, and how the interpreter is made, as axes too', () => {
    const checked = expandMatrix({
      task: [{ kind: 'countdown', parameters: {} }],
      options: { switchIntervalMs: { values: [1, 5] }, startMethod: ['FORK', 'SPAWN', 'FORK'] },
      precision: [0.01, 0.5],
      recording: ['NONE', 'TRACE'],
    });
    const configurations = checked.ok ? checked.value : [];
    expect(configurations).toHaveLength(2 * 2 * 2 * 2);
    expect(configurations.at(-1)).toMatchObject({
      label: 'switchIntervalMs 5, startMethod SPAWN, precision 0.5, recording TRACE',
      request: { options: { switchIntervalMs: 5, startMethod: 'SPAWN' }, precision: 0.5, recording: 'TRACE' },
    });
  });

  it('of fields without values is refused, with all of them', () => {
    const empty = { values: [] };
    const matrix = {
      task: [],
      fabric: [],
      recording: [],
      precision: [],
      options: { permits: empty, startMethod: [] },
      workers: empty,
    };
    expect(refused({ matrix }).map(({ path, code }) => `${path} ${code}`)).toEqual(
      ['task', 'fabric', 'options.permits', 'options.startMethod', 'workers', 'precision', 'recording'].map(
        (path) => `matrix.${path} EMPTY`,
      ),
    );
  });

  it('with a task twice is refused: its configurations would have the same names', () => {
    const task = [10, 20].map((n) => ({ kind: 'countdown', parameters: { n: { values: [n] } } }));
    expect(refused({ matrix: { task } })).toMatchObject([{ path: 'matrix.task.1', code: 'CONFLICT' }]);
  });

  it('that is too large is refused before it is multiplied out', () => {
    const many: Numbers = { range: { from: 1, to: 1000, step: 1 } };
    const problems = refused({ matrix: { ...REQUEST.matrix, repetitions: many, timeoutMs: many, warmup: many } });
    expect(problems).toMatchObject([{ path: 'matrix', code: 'TOO_LONG' }]);
  });
});

describe('a batch', () => {
  it('leaves out what fits all that an exclusion gives, and nothing else', () => {
    const exclude = [{ task: ['countdown'], fabric: ['SERIAL'], workers: { range: { from: 2, to: 64, step: 1 } } }];
    const { configurations, excluded } = planned({ exclude });
    expect(excluded).toBe(4);
    expect(configurations).toHaveLength(14);
    const labels = configurations.map(({ label }) => label);
    expect(labels).toContain('countdown, n 10, fabric SERIAL, workers 1');
    expect(labels).toContain('counter, fabric SERIAL, workers 2');
  });

  it('is held against SERIAL, else against the fewest workers, unless told otherwise', () => {
    expect(planned({}).baseline).toEqual([{ axis: 'fabric', value: 'SERIAL' }]);
    const matrix = { ...REQUEST.matrix, fabric: ['THREADS'] };
    expect(planned({ matrix }).baseline).toEqual([{ axis: 'workers', value: '1' }]);
    expect(planned({ baseline: { workers: 2 } }).baseline).toEqual([{ axis: 'workers', value: '2' }]);
  });

  it('is refused a baseline that no configuration has, or that was left out', () => {
    const baseline = { workers: 7, fabric: 'SERIAL', primitive: 'NONE' };
    expect(refused({ baseline })).toMatchObject([{ path: 'baseline.workers', code: 'UNKNOWN' }]);
    const exclude = [{ fabric: ['SERIAL'] }];
    expect(refused({ baseline: { fabric: 'SERIAL' }, exclude })).toMatchObject([{ path: 'baseline.fabric' }]);
  });

  it('is refused a baseline whose values no one configuration has together', () => {
    const matrix = { ...REQUEST.matrix, workers: { values: [1, 2] } };
    const baseline = { fabric: 'SERIAL', workers: 2 };
    expect(refused({ matrix, baseline })).toEqual([]);
    const exclude = [{ fabric: ['SERIAL'], workers: { values: [2] } }];
    expect(refused({ matrix, baseline, exclude })).toEqual([
      {
        path: 'baseline',
        code: 'UNKNOWN',
        message: 'Speed-ups cannot be over fabric SERIAL, workers 2: no configuration has all of that.',
      },
    ]);
  });

  it('is held against what is left of it where what it is usually held against was skipped or left out', () => {
    const matrix = {
      task: [{ kind: 'producerConsumer', parameters: {} }],
      primitive: ['QUEUE'],
      fabric: ['SERIAL', 'THREADS'],
      workers: { values: [2, 4] },
    };
    const { skipped, baseline } = planned({ matrix, skipUnsupported: true });
    expect(skipped.map(({ label }) => label)).toEqual(['fabric SERIAL, workers 2', 'fabric SERIAL, workers 4']);
    expect(baseline).toEqual([{ axis: 'workers', value: '2' }]);
    expect(refused({ matrix, skipUnsupported: true, baseline: { fabric: 'SERIAL' } })).toMatchObject([
      { path: 'baseline.fabric', code: 'UNKNOWN' },
    ]);
    expect(planned({ exclude: [{ fabric: ['SERIAL'] }] }).baseline).toEqual([{ axis: 'workers', value: '1' }]);
  });

  it('skips what cannot be done where that is asked for, and refuses it where not', () => {
    const offer: Offer = { ...OFFER, unavailable: { THREADS: 'There are none.' } };
    const skipping = planBatch({ ...REQUEST, skipUnsupported: true }, offer);
    expect(skipping).toMatchObject({ ok: true, value: { configurations: { length: 9 }, skipped: { length: 9 } } });
    const refusing = planBatch(REQUEST, offer);
    expect(refusing).toMatchObject({ ok: false, problems: [{ path: 'matrix.fabric', code: 'UNAVAILABLE' }] });
  });

  it('says where a switch interval or a start method has no use, and skips just that where it is asked to', () => {
    const matrix = {
      task: [{ kind: 'countdown', parameters: {} }],
      runtime: ['node', 'gil', 'python'],
      fabric: ['THREADS', 'PROCESSES'],
      options: { switchIntervalMs: { values: [1, 5] }, startMethod: ['FORK', 'FORKSERVER'] },
    };
    const refusing = planBatch({ ...REQUEST, matrix }, OFFER_WITH_LOCKS);
    expect(refusing.ok ? [] : [...new Set(refusing.problems.map(({ path, code }) => `${path} ${code}`))]).toEqual([
      'matrix.options.startMethod NOT_SUPPORTED',
      'matrix.options.switchIntervalMs NOT_SUPPORTED',
      'matrix.options.startMethod UNAVAILABLE',
    ]);
    const skipping = planBatch({ ...REQUEST, matrix, skipUnsupported: true }, OFFER_WITH_LOCKS);
    expect(skipping).toMatchObject({ ok: true, value: { skipped: { length: 22 } } });
    expect(skipping.ok && skipping.value.configurations.map(({ label }) => label)).toEqual(
      [1, 5].map((ms) => `fabric PROCESSES, runtime python, switchIntervalMs ${ms}, startMethod FORK`),
    );
  });

  it('leaves out by recording, start method and switch interval; what was given none of the last two fits neither', () => {
    const matrix = {
      ...REQUEST.matrix,
      runtime: ['gil'],
      options: { switchIntervalMs: { values: [1, 5] } },
      recording: ['NONE', 'TRACE'],
    };
    const left = (exclude: BatchRequest['exclude']): number => {
      const checked = planBatch({ ...REQUEST, matrix, exclude }, OFFER_WITH_LOCKS);
      return checked.ok ? checked.value.configurations.length : 0;
    };
    expect(left([])).toBe(18 * 4);
    expect(left([{ recording: ['TRACE'] }])).toBe(18 * 2);
    expect(left([{ recording: ['TRACE'], switchIntervalMs: { range: { from: 2, to: 9, step: 1 } } }])).toBe(18 * 3);
    expect(left([{ startMethod: ['FORK'] }])).toBe(18 * 4);
    expect(planned({ exclude: [{ switchIntervalMs: { values: [5] } }] }).excluded).toBe(0);
    expect(planned({ exclude: [{ fabric: ['SERIAL'], recording: ['NONE'] }] }).excluded).toBe(9);
  });

  it('of a precision out of bounds is refused, and told which', () => {
    const problems = refused({ matrix: { ...REQUEST.matrix, precision: [0.5, 2] } });
    expect(problems).toMatchObject([{ path: 'matrix.precision', code: 'OUT_OF_RANGE' }]);
    expect(problems[0]?.message).toContain('this is 2');
  });

  it('of which nothing is left is refused', () => {
    expect(refused({ exclude: [{}] })).toMatchObject([{ path: 'matrix', code: 'EMPTY' }]);
  });

  it('of too many runs is refused', () => {
    expect(refused({ repetitions: 1000 })).toMatchObject([{ path: 'matrix', code: 'TOO_LONG' }]);
  });

  it.each(['INTERLEAVED', 'GROUPED'] as const)('%s runs every configuration as often as was asked', (order) => {
    assert(
      property(integer({ min: 1, max: 9 }), (repetitions) => {
        const plan = planned({ repetitions, order });
        const turns = orderRuns(plan);
        expect(new Set(turns.map((turn) => JSON.stringify(turn))).size).toBe(18 * repetitions);
        const key = order === 'INTERLEAVED' ? 'repetition' : 'configuration';
        expect(turns.map((turn) => turn[key])).toEqual(turns.map((turn) => turn[key]).toSorted((a, b) => a - b));
        expect(turns.every(({ turn }) => turn === null)).toBe(true);
      }),
    );
  });

  it('SIDE_BY_SIDE puts what is held against the same baseline, and that, into one turn', () => {
    const plan = planned({ repetitions: 2, order: 'SIDE_BY_SIDE', baseline: { fabric: 'SERIAL', workers: 1 } });
    const byTurn = new Map<string | null, string[]>();
    const turns = orderRuns(plan);
    for (const { turn, configuration } of turns) {
      byTurn.set(turn, [...(byTurn.get(turn) ?? []), plan.configurations[configuration]?.label ?? '']);
    }
    // Three tasks, twice.
    expect(byTurn.size).toBe(6);
    for (const labels of byTurn.values()) {
      expect(labels).toHaveLength(6);
      expect(labels.filter((label) => label.includes('SERIAL') && label.endsWith('workers 1'))).toHaveLength(1);
    }
    // A turn is what follows one another.
    const changes = turns.filter(({ turn }, index) => turn !== turns[index - 1]?.turn);
    expect(changes).toHaveLength(6);
  });
});
