/** A shared value and a shared array, each worker adds 1 to all of it (rows 34 and 41). */
import { choice, integer } from '../../domain/task-spec.js';
import { arrayOf, wordsOf } from '../../primitives/registry.js';
import type { SharedArray } from '../../primitives/shared-array.js';
import { acquire } from '../blocking.js';
import { defineTask, watchLostUpdates } from '../task-kind.js';

/** Resources: the value, the array, workers that are through. */
const [VALUE, ARRAY, THROUGH] = [0, 1, 2];

const SHOWN = 16;

type Start = 'COUNTING' | 'ZEROS';

interface Found {
  readonly value: number;
  readonly array: readonly number[];
}

export const sharedArrayIncrement = defineTask({
  kind: 'sharedArrayIncrement',
  title: 'Shared value and array',
  doc:
    'Each worker adds 1 to a shared value and to each element of a shared array, so many times. With a LOCK around ' +
    'the whole update nothing is lost. With NONE each single get and each single set is guarded, by the lock that ' +
    'such an array brings along, and that is not enough: between the get and the set another worker may come.',
  parameters: {
    increments: integer({
      doc: 'How often each worker adds 1 to all of it.',
      unit: 'increments',
      min: 1,
      max: 1_000_000,
      default: 5,
    }),
    length: integer({ doc: 'Elements of the array.', unit: 'elements', min: 1, max: 256, default: 3 }),
    start: choice({
      doc: 'What the array begins with: COUNTING is 1, 2, 3 and so on. The value begins with 0.',
      words: ['COUNTING', 'ZEROS'],
      default: 'COUNTING',
    }),
    pauseMs: integer({
      doc: 'Pause after each increment, outside of the lock.',
      unit: 'ms',
      min: 0,
      max: 60_000,
      default: 0,
    }),
  },
  primitives: ['LOCK', 'NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'increments',
  resources: ({ length, start }) => [
    { kind: 'SHARED_VALUE', type: 'i32', length: 1, isLocked: true },
    { kind: 'SHARED_ARRAY', type: 'i32', length, values: startValues(start, length), isLocked: true },
    { kind: 'WORDS', count: 1 },
  ],
  units: ({ increments }) => increments,
  *body(context) {
    const { parameters, workers, primitive, resources, report } = context;
    const [value, array] = [arrayOf(resources[VALUE]), arrayOf(resources[ARRAY])];
    for (let done = 1; done <= parameters.increments; done += 1) {
      if (primitive.kind === 'LOCK') yield* acquire(context, primitive.lock);
      addOne(value);
      addOne(array);
      if (primitive.kind === 'LOCK') primitive.lock.release();
      report(done);
      if (parameters.pauseMs > 0) yield { sleepMs: parameters.pauseMs };
      else yield;
    }
    const { words, base } = wordsOf(resources[THROUGH]);
    const isLast = words.add(base, 1) + 1 === workers;
    // The last one through reads the result, as the parent does after it has joined its children.
    const found: Found | null = isLast ? { value: value.get(0), array: array.toArray() } : null;
    return { increments: parameters.increments, found };
  },
  report: (result) => result,
  watched: watchLostUpdates,
  judge({ parameters: { increments, length, start }, primitive, workers, reports }) {
    const added = increments * workers;
    const expected = [added, ...startValues(start, length).map((first) => first + added)];
    const found = reports.find((report) => report.found)?.found ?? { value: 0, array: [] };
    const observed = [found.value, ...found.array];
    const missing = expected.map((wanted, index) => wanted - (observed[index] ?? 0));
    const lostUpdates = missing.reduce((sum, lost) => sum + lost, 0);
    const isWhole = observed.length === expected.length;
    const isExact = isWhole && missing.every((lost) => lost === 0);
    const isLost = isWhole && !isExact && missing.every((lost) => lost >= 0);
    return {
      result: isExact ? 'exact' : isLost ? 'lost updates' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : isLost && primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN',
      expected: show(expected),
      observed: show(observed),
      lostUpdates,
    };
  },
});

function startValues(start: Start, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => (start === 'COUNTING' ? index + 1 : 0));
}

/** A get and a set for each element, as `array[i] += 1` is. */
function addOne(array: SharedArray): void {
  for (let index = 0; index < array.length; index += 1) array.set(index, array.get(index) + 1);
}

/** The value, and the array. */
function show([value, ...array]: readonly number[]): string {
  return `${value} and [${array.slice(0, SHOWN).join(', ')}${array.length > SHOWN ? ', …' : ''}]`;
}
