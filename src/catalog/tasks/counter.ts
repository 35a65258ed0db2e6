/** All workers add to one shared counter: the unit's race (rows 11 and 30). */
import { choice, integer } from '../../domain/task-spec.js';
import { Atomic } from '../../primitives/atomic.js';
import { wordsOf, type Resource } from '../../primitives/registry.js';
import type { Words } from '../../primitives/words.js';
import { defineTask, watchLostUpdates } from '../task-kind.js';

const BLOCK = 4096;

export const counter = defineTask({
  kind: 'counter',
  title: 'Shared counter',
  doc:
    'Each worker adds 1 to one shared counter, so many times. NONE reads, adds and writes back, as ' +
    '`counter += 1` does: workers that overlap lose updates. LOCK and ATOMIC never do. Under a global interpreter ' +
    'lock (runtime node-gil) a worker is interrupted only where the lock may pass on. In CPython from 3.10 on that is ' +
    'between two rounds of a loop and at a call, but not inside of `counter += 1`, which so loses nothing; with a ' +
    'call inside it does.',
  parameters: {
    increments: integer({
      doc: 'Increments by each worker. Below some 10,000 the workers hardly overlap and a race may hide.',
      unit: 'increments',
      min: 1,
      max: 20_000_000,
      default: 100_000,
    }),
    step: choice({
      doc: 'PLAIN is `counter += 1`; CALL is `counter = plusOne(counter)`, a call between the read and the write.',
      words: ['PLAIN', 'CALL'],
      default: 'PLAIN',
    }),
  },
  primitives: ['NONE', 'LOCK', 'RLOCK', 'ATOMIC'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'increments',
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ increments }) => increments,
  *body({ parameters: { increments, step }, primitive, resources, report, checkpoint }) {
    const { words, base } = wordsOf(resources[0]);
    let done = 0;
    while (done < increments) {
      const block = Math.min(BLOCK, increments - done);
      if (step === 'CALL') addManyByCall(block, primitive, words, base, checkpoint);
      else addMany(block, primitive, words, base);
      done += block;
      report(done);
      yield;
    }
    return done;
  },
  report: (done) => done,
  watched: watchLostUpdates,
  judge({ parameters, primitive, workers, resources }) {
    const expected = parameters.increments * workers;
    const { words, base } = wordsOf(resources[0]);
    const observed = words.load(base);
    const lostUpdates = expected - observed;
    const exact = lostUpdates === 0;
    return {
      result: exact ? 'exact' : lostUpdates > 0 ? 'lost updates' : 'too many',
      grade: exact ? 'ACCEPTABLE' : lostUpdates > 0 && primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN',
      expected: String(expected),
      observed: String(observed),
      lostUpdates,
    };
  },
});

function addMany(count: number, primitive: Resource, words: Words, index: number): void {
  if (primitive.kind === 'NONE') {
    for (let i = 0; i < count; i += 1) increment(words, index);
  } else if (primitive.kind === 'LOCK' || primitive.kind === 'RLOCK') {
    for (let i = 0; i < count; i += 1) {
      primitive.lock.acquire();
      increment(words, index);
      primitive.lock.release();
    }
  } else if (primitive.kind === 'ATOMIC') {
    const atomic = new Atomic(words, index);
    for (let i = 0; i < count; i += 1) atomic.add(1);
  } else throw new Error(`The counter cannot be protected by ${primitive.kind}.`);
}

function addManyByCall(count: number, primitive: Resource, words: Words, index: number, checkpoint: () => void): void {
  // One operation, with nothing inside.
  if (primitive.kind === 'ATOMIC') return addMany(count, primitive, words, index);
  const lock = primitive.kind === 'LOCK' || primitive.kind === 'RLOCK' ? primitive.lock : null;
  for (let i = 0; i < count; i += 1) {
    lock?.acquire();
    words.store(index, plusOne(words.load(index), checkpoint));
    lock?.release();
    checkpoint();
  }
}

/** An interpreter looks at its lock when it enters a function. */
function plusOne(value: number, checkpoint: () => void): number {
  checkpoint();
  return value + 1;
}

/**
 * Read, add, write back: two steps that another worker can come between. They go through atomic loads and
 * stores, so the compiler may not keep the counter in a register over the loop, which would lose exactly
 * half and teach nothing about races.
 */
function increment(words: Words, index: number): void {
  words.store(index, words.load(index) + 1);
}
