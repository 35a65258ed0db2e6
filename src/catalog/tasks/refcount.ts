/** One object's reference count, raised and lowered by all: why CPython has a global lock (row 3b). */
import { integer } from '../../domain/task-spec.js';
import { Atomic } from '../../primitives/atomic.js';
import { wordsOf, type Resource } from '../../primitives/registry.js';
import type { Words } from '../../primitives/words.js';
import { defineTask, watchLostUpdates } from '../task-kind.js';

const BLOCK = 4_096;

export const refcount = defineTask({
  kind: 'refcount',
  title: 'Reference count',
  doc:
    'An interpreter that counts references raises and lowers a count for every use of an object, in every thread. Each ' +
    'worker does so with one object that stays in use, so its count must be 1 at the end, and never fall to 0: the ' +
    'memory would be freed under its users. NONE loses raises and lowers; LOCK and ATOMIC lose none. A global ' +
    'interpreter lock spares the interpreter both.',
  parameters: {
    operations: integer({
      doc: 'How often each worker raises the count and lowers it again.',
      unit: 'times',
      min: 1,
      max: 20_000_000,
      default: 100_000,
    }),
  },
  primitives: ['NONE', 'LOCK', 'ATOMIC'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'operations',
  /** One word: the references beyond the first, for words begin at 0. */
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ operations }) => operations,
  *body({ parameters: { operations }, primitive, resources, report }) {
    const { words, base } = wordsOf(resources[0]);
    let lowest = 0;
    let done = 0;
    while (done < operations) {
      const block = Math.min(BLOCK, operations - done);
      lowest = Math.min(lowest, useMany(block, primitive, words, base));
      done += block;
      report(done);
      yield;
    }
    return { operations: done, lowest: lowest + 1 };
  },
  report: (result) => result,
  watched: watchLostUpdates,
  judge({ primitive, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const count = words.load(base) + 1;
    const lowest = Math.min(...reports.map((report) => report.lowest));
    const isExact = count === 1 && lowest >= 1;
    return {
      result: isExact ? 'exact' : 'lost updates',
      grade: isExact ? 'ACCEPTABLE' : primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN',
      expected: '1 at the end, and never below',
      observed: `${count} at the end, ${lowest} at the lowest`,
      // At least so many: a lost raise and a lost lower cancel out at the end, but not on the way down.
      lostUpdates: Math.max(Math.abs(count - 1), 1 - lowest),
    };
  },
});

/** Raises and lowers, so many times. @returns the lowest that it left behind */
function useMany(count: number, primitive: Resource, words: Words, index: number): number {
  let lowest = 0;
  if (primitive.kind === 'NONE') {
    for (let i = 0; i < count; i += 1) {
      change(words, index, 1);
      lowest = Math.min(lowest, change(words, index, -1));
    }
    return lowest;
  }
  if (primitive.kind === 'LOCK') {
    const { lock } = primitive;
    for (let i = 0; i < count; i += 1) {
      lock.acquire();
      change(words, index, 1);
      lock.release();
      lock.acquire();
      lowest = Math.min(lowest, change(words, index, -1));
      lock.release();
    }
    return lowest;
  }
  if (primitive.kind === 'ATOMIC') {
    const atomic = new Atomic(words, index);
    for (let i = 0; i < count; i += 1) {
      atomic.add(1);
      lowest = Math.min(lowest, atomic.add(-1) - 1);
    }
    return lowest;
  }
  throw new TypeError(`A reference count cannot be protected by ${primitive.kind}.`);
}

/** Read, change, write back, through atomic accesses (see `counter.ts`). @returns what it wrote */
function change(words: Words, index: number, delta: number): number {
  const value = words.load(index) + delta;
  words.store(index, value);
  return value;
}
