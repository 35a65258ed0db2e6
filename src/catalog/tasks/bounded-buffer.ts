/** A buffer with few places, made of a condition and some words: what a queue is inside. */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { LINE_WORDS } from '../../primitives/words.js';
import { producersOf } from '../halves.js';
import { Ledger, ledgerWords } from '../ledger.js';
import { defineTask } from '../task-kind.js';

/** Resources: the buffer, and who got what. */
const [BUFFER, LEDGER] = [0, 1];

/** Words of the buffer; its places come behind. All but the first look at them only with the lock held. */
const [PUT, GOT, MOST, PRODUCERS_DONE, PLACES] = [0, 1, 2, 3, LINE_WORDS];

interface Tally {
  readonly put: number;
  readonly got: number;
  /** Of those it got: what somebody had got before. */
  readonly twice: number;
}

export const boundedBuffer = defineTask({
  kind: 'boundedBuffer',
  title: 'Bounded buffer',
  doc:
    'The first half of the workers puts items into a buffer with few places, the rest takes them out. Who finds it ' +
    'full, or empty, waits on the condition, which gives the lock away meanwhile, and looks again when notified. All ' +
    'are notified, since producers and consumers wait on the same condition: a notify for one could reach the wrong ' +
    'kind, and then nobody would move.',
  parameters: {
    items: integer({ doc: 'Items by each producer.', unit: 'items', min: 1, max: 1_000_000, default: 1_000 }),
    capacity: integer({ doc: 'Places of the buffer.', unit: 'places', min: 1, max: 65_536, default: 4 }),
  },
  primitives: ['CONDITION'],
  fabrics: ['THREADS', 'PROCESSES'],
  workers: { min: 2 },
  workUnit: 'items',
  resources: ({ items, capacity }, workers) => [
    { kind: 'WORDS', count: PLACES + capacity },
    { kind: 'WORDS', count: ledgerWords(items * producersOf(workers)) },
  ],
  // An item counts once, where it is made.
  units: ({ items }, worker, workers) => (worker < producersOf(workers) ? items : 0),
  *body({ parameters: { items, capacity }, worker, workers, primitive, resources, report }) {
    if (primitive.kind !== 'CONDITION') throw new TypeError(`${primitive.kind} is no condition.`);
    const { condition } = primitive;
    const { words, base } = wordsOf(resources[BUFFER]);
    const producers = producersOf(workers);
    const inBuffer = (): number => words.load(base + PUT) - words.load(base + GOT);

    if (worker < producers) {
      for (let item = 0; item < items; item += 1) {
        condition.lock.acquire();
        condition.waitFor(() => inBuffer() < capacity);
        const put = words.load(base + PUT);
        words.store(base + PLACES + (put % capacity), worker * items + item);
        words.store(base + PUT, put + 1);
        words.store(base + MOST, Math.max(words.load(base + MOST), inBuffer()));
        condition.notifyAll();
        condition.lock.release();
        report(item + 1);
        yield;
      }
      condition.lock.acquire();
      words.store(base + PRODUCERS_DONE, words.load(base + PRODUCERS_DONE) + 1);
      condition.notifyAll();
      condition.lock.release();
      return { put: items, got: 0, twice: 0 };
    }

    const ledger = new Ledger(wordsOf(resources[LEDGER]));
    const isOver = (): boolean => words.load(base + PRODUCERS_DONE) === producers;
    let [count, twice] = [0, 0];
    for (;;) {
      condition.lock.acquire();
      condition.waitFor(() => inBuffer() > 0 || isOver());
      if (inBuffer() === 0) {
        condition.lock.release();
        return { put: 0, got: count, twice };
      }
      const got = words.load(base + GOT);
      const item = words.load(base + PLACES + (got % capacity));
      words.store(base + GOT, got + 1);
      condition.notifyAll();
      condition.lock.release();
      count += 1;
      if (!ledger.note(item)) twice += 1;
      yield;
    }
  },
  report: (tally: Tally) => tally,
  judge({ parameters: { items, capacity }, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[BUFFER]);
    const expected = items * producersOf(workers);
    const most = words.load(base + MOST);
    const got = reports.reduce((sum, report) => sum + report.got, 0);
    const twice = reports.reduce((sum, report) => sum + report.twice, 0);
    const arrived = new Ledger(wordsOf(resources[LEDGER])).count(expected);
    const result =
      most > capacity
        ? 'over capacity'
        : twice > 0
          ? 'twice'
          : arrived < expected
            ? 'lost'
            : got === expected
              ? 'exact'
              : 'wrong';
    return {
      result,
      grade: result === 'exact' ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${expected} items, each once, at most ${capacity} in the buffer`,
      observed: `${got} items, ${twice} twice, ${expected - arrived} lost, at most ${most} in the buffer`,
    };
  },
});
