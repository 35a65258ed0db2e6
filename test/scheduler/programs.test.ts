/** The programs of the unit, moved to another runtime: what stays, what is smaller there, and what is left out. */
import { describe, expect, it } from 'vitest';
import { TASKS_BY_KIND } from '../../src/catalog/catalog.js';
import { CLAIMS } from '../../src/catalog/claims/claims.js';
import { LESSONS } from '../../src/catalog/lessons/lessons.js';
import type { Offer } from '../../src/domain/plan.js';
import { nameRuntimes } from '../../src/runtimes/cpython/discover.js';
import { offersOf, OWN_RUNTIMES } from '../../src/runtimes/runtimes.js';
import { planPrograms } from '../../src/scheduler/programs.js';
import { FACTS } from '../runtimes/cpython/stand-in.js';

const PYTHON = 'cpython-3.14';
const RUNTIMES = [...OWN_RUNTIMES, ...nameRuntimes([FACTS])];
const OFFER: Offer = {
  tasks: TASKS_BY_KIND,
  runtimes: RUNTIMES.map(({ id }) => id),
  runtimesWithGil: RUNTIMES.flatMap(({ id, gil }) => (gil ? [id] : [])),
  runtimeOffers: offersOf(RUNTIMES),
  unavailable: {},
};

const programsOf = (subject: string, runtime: string) => {
  const programs = [...LESSONS, ...CLAIMS].find(({ id }) => id === subject)?.programs(1) ?? [];
  return planPrograms(subject, programs, runtime, OFFER);
};

const sizesOf = (id: string, name: string) =>
  programsOf(id, PYTHON).planned.flatMap(({ experiment }) => experiment.plan.groups[0].task.parameters[name] ?? []);

/** What Python has no twin of: all else of the unit runs there. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'reference-count': [
    `${PYTHON} has no LOCK for refcount on THREADS; it has NONE.`,
    `${PYTHON} has no ATOMIC for refcount on THREADS; it has NONE.`,
  ],
};

describe('on CPython', () => {
  it.each([...LESSONS, ...CLAIMS].map(({ id }) => id))('%s runs, but for what is told', (id) => {
    const { planned, leftOut } = programsOf(id, PYTHON);
    expect(planned.length).toBeGreaterThan(0);
    expect([...leftOut.values()]).toEqual(LEFT_OUT[id] ?? []);
  });

  it('the countdown has the unit’s own 50,000,000', () => {
    const { planned } = programsOf('countdown', PYTHON);
    for (const { experiment } of planned) {
      expect(experiment.plan).toMatchObject({ runtime: PYTHON, groups: [{ task: { parameters: { n: 50_000_000 } } }] });
    }
  });

  it('sizes that say what is taught stay as they are', () => {
    expect(sizesOf('queue', 'items')).toEqual([5, 5]);
    expect(sizesOf('lock-counter', 'increments')).toEqual([100_000, 100_000, 100_000, 100_000]);
    expect(new Set(sizesOf('pipe-beats-queue', 'rounds'))).toEqual(new Set([1_000]));
  });

  it('a control stays on its own runtime', () => {
    const { planned } = programsOf('one-at-a-time', PYTHON);
    expect(planned.map(({ experiment }) => experiment.plan.runtime)).toEqual([PYTHON, 'node', PYTHON, PYTHON]);
  });
});

describe('on the usual runtime', () => {
  it.each([...LESSONS, ...CLAIMS].map(({ id }) => id))('%s runs as it is written', (id) => {
    expect(programsOf(id, 'node').problems).toEqual([]);
  });
});
