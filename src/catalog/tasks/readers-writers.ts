/** Many read what one writes: readers may be together, a writer must be alone. */
import { integer } from '../../domain/task-spec.js';
import type { Condition } from '../../primitives/condition.js';
import { wordsOf, type Resource } from '../../primitives/registry.js';
import { LINE_WORDS, type Words } from '../../primitives/words.js';
import { raiseTo } from '../high-water.js';
import { defineTask } from '../task-kind.js';

/**
 * Words: the pair that is read and written; what the readers-writer lock knows, written with the condition's
 * lock held; and what is counted to hold it against.
 */
const [FIRST, SECOND] = [0, LINE_WORDS];
const [READERS, IS_WRITING, WRITERS_WAITING] = [2 * LINE_WORDS, 2 * LINE_WORDS + 1, 2 * LINE_WORDS + 2];
const [READERS_INSIDE, WRITERS_INSIDE, MOST_READERS] = [3 * LINE_WORDS, 3 * LINE_WORDS + 1, 3 * LINE_WORDS + 2];
const WORDS = 4 * LINE_WORDS;

/** Looks that a writer takes between the two halves of the pair, so that there is something to come between. */
const HALFWAY = 64;

/** What is done before and after. */
interface Section {
  enter(): void;
  leave(): void;
}

interface Tally {
  readonly reads: number;
  readonly writes: number;
  /** Reads that found two halves of different pairs. */
  readonly torn: number;
  /** Times that this worker found somebody inside who should not have been. */
  readonly collisions: number;
}

export const readersWriters = defineTask({
  kind: 'readersWriters',
  title: 'Readers and a writer',
  doc:
    'Worker 0 writes a pair of numbers that must always be equal, the others read it. With a CONDITION the workers ' +
    'build a readers-writer lock: readers are let in together, the writer alone, and a writer that waits keeps new ' +
    'readers out, so that it does not starve. With a LOCK everybody is alone. With NONE a reader may see one half ' +
    'new and one half old.',
  parameters: {
    reads: integer({ doc: 'Reads by each reader.', unit: 'reads', min: 1, max: 10_000_000, default: 1_000 }),
    writes: integer({ doc: 'Writes by the writer.', unit: 'writes', min: 1, max: 10_000_000, default: 1_000 }),
  },
  primitives: ['CONDITION', 'LOCK', 'NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workers: { min: 2 },
  workUnit: 'reads and writes',
  resources: () => [{ kind: 'WORDS', count: WORDS }],
  units: ({ reads, writes }, worker) => (worker === 0 ? writes : reads),
  *body({ parameters: { reads, writes }, worker, primitive, resources, report }) {
    const { words, base } = wordsOf(resources[0]);
    let [torn, collisions] = [0, 0];
    if (worker === 0) {
      const section = createWriterSection(primitive, words, base);
      for (let done = 1; done <= writes; done += 1) {
        section.enter();
        const others = words.add(base + WRITERS_INSIDE, 1) + words.load(base + READERS_INSIDE);
        if (others > 0) collisions += 1;
        words.store(base + FIRST, done);
        for (let look = 0; look < HALFWAY; look += 1) words.load(base + FIRST);
        words.store(base + SECOND, done);
        words.add(base + WRITERS_INSIDE, -1);
        section.leave();
        report(done);
        yield;
      }
      return { reads: 0, writes, torn, collisions };
    }
    const section = createReaderSection(primitive, words, base);
    for (let done = 1; done <= reads; done += 1) {
      section.enter();
      raiseTo(words, base + MOST_READERS, words.add(base + READERS_INSIDE, 1) + 1);
      if (words.load(base + WRITERS_INSIDE) > 0) collisions += 1;
      if (words.load(base + FIRST) !== words.load(base + SECOND)) torn += 1;
      words.add(base + READERS_INSIDE, -1);
      section.leave();
      report(done);
      yield;
    }
    return { reads, writes: 0, torn, collisions };
  },
  report: (tally: Tally) => tally,
  judge({ parameters, primitive, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const sum = (key: keyof Tally): number => reports.reduce((total, report) => total + report[key], 0);
    const [reads, writes, torn, collisions] = [sum('reads'), sum('writes'), sum('torn'), sum('collisions')];
    const isComplete =
      reads === parameters.reads * (workers - 1) &&
      writes === parameters.writes &&
      words.load(base + FIRST) === parameters.writes &&
      words.load(base + SECOND) === parameters.writes;
    const isGuarded = primitive !== 'NONE';
    const result = !isComplete
      ? 'wrong'
      : torn > 0
        ? 'torn pairs'
        : isGuarded && collisions > 0
          ? 'not alone'
          : 'whole pairs';
    return {
      result,
      grade:
        result === 'whole pairs' ? 'ACCEPTABLE' : result === 'torn pairs' && !isGuarded ? 'INTERESTING' : 'FORBIDDEN',
      expected: `${parameters.reads * (workers - 1)} reads and ${parameters.writes} writes, no torn pair`,
      observed:
        `${reads} reads and ${writes} writes, ${torn} torn pairs, ${collisions} times not alone, ` +
        `at most ${words.load(base + MOST_READERS)} readers at once`,
    };
  },
});

const OPEN: Section = { enter: () => {}, leave: () => {} };

function createWriterSection(primitive: Resource, words: Words, base: number): Section {
  if (primitive.kind !== 'CONDITION') return createAloneSection(primitive);
  const { condition } = primitive;
  return {
    enter: () =>
      withLock(condition, () => {
        words.store(base + WRITERS_WAITING, words.load(base + WRITERS_WAITING) + 1);
        condition.waitFor(() => words.load(base + READERS) === 0 && words.load(base + IS_WRITING) === 0);
        words.store(base + WRITERS_WAITING, words.load(base + WRITERS_WAITING) - 1);
        words.store(base + IS_WRITING, 1);
      }),
    leave: () =>
      withLock(condition, () => {
        words.store(base + IS_WRITING, 0);
        condition.notifyAll();
      }),
  };
}

function createReaderSection(primitive: Resource, words: Words, base: number): Section {
  if (primitive.kind !== 'CONDITION') return createAloneSection(primitive);
  const { condition } = primitive;
  return {
    enter: () =>
      withLock(condition, () => {
        condition.waitFor(() => words.load(base + IS_WRITING) === 0 && words.load(base + WRITERS_WAITING) === 0);
        words.store(base + READERS, words.load(base + READERS) + 1);
      }),
    leave: () =>
      withLock(condition, () => {
        const left = words.load(base + READERS) - 1;
        words.store(base + READERS, left);
        if (left === 0) condition.notifyAll();
      }),
  };
}

function createAloneSection(primitive: Resource): Section {
  if (primitive.kind === 'NONE') return OPEN;
  if (primitive.kind !== 'LOCK') throw new TypeError(`${primitive.kind} keeps nobody out.`);
  const { lock } = primitive;
  return { enter: () => void lock.acquire(), leave: () => lock.release() };
}

function withLock({ lock }: Condition, act: () => void): void {
  lock.acquire();
  act();
  lock.release();
}
