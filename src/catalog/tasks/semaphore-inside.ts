/** At most so many inside at once: the unit's semaphores (rows 18, 32, 38, claim 7). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { acquire } from '../blocking.js';
import { raiseTo } from '../high-water.js';
import { defineTask } from '../task-kind.js';

/** Words: who is inside now, the most that ever were, and how often anybody entered. */
const [INSIDE, MOST, ENTRIES] = [0, 1, 2];

export const semaphoreInside = defineTask({
  kind: 'semaphoreInside',
  title: 'Inside the semaphore',
  doc:
    'Each worker enters through a semaphore, stays for a while, and leaves, so many times. There are never more inside ' +
    'than it has permits. A BOUNDED_SEMAPHORE also refuses a release too many.',
  parameters: {
    steps: integer({ doc: 'How often each worker enters.', unit: 'times', min: 1, max: 1_000_000, default: 5 }),
    holdMs: integer({ doc: 'How long it stays inside.', unit: 'ms', min: 0, max: 60_000, default: 100 }),
  },
  primitives: ['SEMAPHORE', 'BOUNDED_SEMAPHORE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'entries',
  resources: () => [{ kind: 'WORDS', count: 3 }],
  units: ({ steps }) => steps,
  *body(context) {
    const { parameters, primitive, resources, report } = context;
    if (primitive.kind !== 'SEMAPHORE' && primitive.kind !== 'BOUNDED_SEMAPHORE') {
      throw new TypeError(`${primitive.kind} is no semaphore.`);
    }
    const { semaphore } = primitive;
    const { words, base } = wordsOf(resources[0]);
    for (let done = 1; done <= parameters.steps; done += 1) {
      yield* acquire(context, semaphore);
      raiseTo(words, base + MOST, words.add(base + INSIDE, 1) + 1);
      words.add(base + ENTRIES, 1);
      if (parameters.holdMs > 0) yield { sleepMs: parameters.holdMs };
      else yield;
      words.add(base + INSIDE, -1);
      semaphore.release();
      report(done);
      yield;
    }
    return parameters.steps;
  },
  report: (entries) => entries,
  watched: () => [{ result: 'too many inside', grade: 'FORBIDDEN' }],
  judge({ parameters: { steps }, workers, shared, resources }) {
    if (shared.kind !== 'SEMAPHORE' && shared.kind !== 'BOUNDED_SEMAPHORE') {
      throw new TypeError(`${shared.kind} is no semaphore.`);
    }
    const { words, base } = wordsOf(resources[0]);
    // All have left and given their permits back, so there are as many as at the start.
    const permits = shared.semaphore.permits();
    const most = words.load(base + MOST);
    const entries = words.load(base + ENTRIES);
    const isComplete = entries === steps * workers && words.load(base + INSIDE) === 0;
    const isWithin = most >= 1 && most <= permits;
    return {
      result: !isComplete ? 'wrong' : isWithin ? `at most ${permits} inside` : 'too many inside',
      grade: isComplete && isWithin ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${steps * workers} entries, at most ${permits} inside at once`,
      observed: `${entries} entries, at most ${most} inside at once`,
    };
  },
});
