/** A pool of workers and somebody who gives it work: the unit's `map`, `apply` and `apply_async` (rows 19, 20, 26, 27). */
import { choice, integer } from '../../domain/task-spec.js';
import { arrayOf, queueOf } from '../../primitives/registry.js';
import type { Queue } from '../../primitives/queue.js';
import type { SharedArray } from '../../primitives/shared-array.js';
import { defineTask } from '../task-kind.js';

/** Resources: work for the pool, what came of it, the results by item. */
const [WORK, DONE, RESULTS] = [0, 1, 2];
const QUEUE_BYTES = 65_536;

/** Items shown in a report. */
const SHOWN = 20;

const UNIT_VALUES = [5, 2, 55, 4];

/** Work is a range of items, first and end; what came of it is the same range, and the item that threw or −1. */
const WORK_WORDS = 2;
const DONE_WORDS = 3;

class ItemError extends Error {
  override readonly name = 'ItemError';
}

type Parameters = {
  readonly items: number;
  readonly values: 'COUNTING' | 'UNIT';
  readonly first: number;
  readonly call: 'MAP' | 'APPLY' | 'APPLY_ASYNC';
  readonly apply: 'SQUARE' | 'DOUBLE';
  readonly chunk: number;
  readonly failAt: number;
};

export const poolMap = defineTask({
  kind: 'poolMap',
  title: 'Pool',
  doc:
    'A pool applies a function to items. MAP hands them over in chunks and waits for all; APPLY hands over one and ' +
    'waits for it before the next; APPLY_ASYNC hands over all, one by one, and collects what comes. The results ' +
    'stand in the order of the items, whoever computed them.',
  parameters: {
    items: integer({ doc: 'How many items.', unit: 'items', min: 1, max: 1_000_000, default: 5 }),
    values: choice({
      doc: 'Which items: COUNTING up from the first, or the UNIT’s four, 5, 2, 55 and 4, over and over.',
      words: ['COUNTING', 'UNIT'],
      default: 'COUNTING',
    }),
    first: integer({ doc: 'The first item of COUNTING.', unit: 'value', min: -1_000_000, max: 1_000_000, default: 1 }),
    call: choice({ doc: 'How the pool is called.', words: ['MAP', 'APPLY', 'APPLY_ASYNC'], default: 'MAP' }),
    apply: choice({ doc: 'The function.', words: ['SQUARE', 'DOUBLE'], default: 'SQUARE' }),
    chunk: integer({
      doc: 'Items handed over at once by MAP; 0 for a quarter of each worker’s share, as in Python.',
      unit: 'items',
      min: 0,
      max: 1_000_000,
      default: 0,
    }),
    failAt: integer({
      doc: 'Position of an item at which the function throws; -1 for none. The caller is told which it was.',
      unit: 'position',
      min: -1,
      max: 1_000_000,
      default: -1,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREAD_POOL', 'PROCESS_POOL'],
  workUnit: 'items',
  resources: ({ items }) => [
    { kind: 'QUEUE', capacityBytes: QUEUE_BYTES, most: 0 },
    { kind: 'QUEUE', capacityBytes: QUEUE_BYTES, most: 0 },
    { kind: 'SHARED_ARRAY', type: 'f64', length: items, isLocked: false },
  ],
  units: ({ items }, worker) => (worker === 0 ? items : 0),
  *body({ parameters, worker, workers, resources, report }) {
    const [work, done, results] = [queueOf(resources[WORK]), queueOf(resources[DONE]), arrayOf(resources[RESULTS])];
    if (worker < workers) {
      const handled = serve(parameters, work, done, results);
      yield;
      return { handled, threw: [] };
    }
    const threw: number[] = [];
    const size = chunkSize(parameters, workers);
    const inFlight = parameters.call === 'APPLY' ? 1 : Infinity;
    const message = new Int32Array(WORK_WORDS);
    const answer = new Int32Array(DONE_WORDS);
    const [messageBytes, answerBytes] = [new Uint8Array(message.buffer), new Uint8Array(answer.buffer)];
    let sent = 0;
    let received = 0;
    while (received < parameters.items) {
      // Never stuck with both queues full: what came is taken in before more is handed out.
      while (sent < parameters.items && sent - received < inFlight) {
        message[0] = sent;
        message[1] = Math.min(sent + size, parameters.items);
        if (!work.put(messageBytes, 0)) break;
        sent = message[1];
      }
      done.get(answerBytes);
      received += (answer[1] ?? 0) - (answer[0] ?? 0);
      const failed = answer[2] ?? -1;
      if (failed >= 0) threw.push(failed);
      report(received);
    }
    work.close();
    yield;
    return { handled: 0, threw };
  },
  report: (result) => result,
  judge({ parameters, workers, reports, resources }) {
    const results = arrayOf(resources[RESULTS]);
    const threw = reports[workers]?.threw ?? [];
    const wrong = Array.from({ length: parameters.items }, (_, item) => item).find(
      (item) => item !== parameters.failAt && results.get(item) !== compute(parameters, item),
    );
    const expectedThrows = parameters.failAt >= 0 && parameters.failAt < parameters.items ? [parameters.failAt] : [];
    const isRight = wrong === undefined && threw.join() === expectedThrows.join();
    const all = Array.from({ length: parameters.items }, (_, item) => item);
    return {
      result: !isRight ? 'wrong' : threw.length > 0 ? 'an item threw, and was named' : 'exact',
      grade: isRight ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: show(all.map((item) => compute(parameters, item))),
      observed: show(all.map((item) => results.get(item))) + (threw.length > 0 ? `; item ${threw.join()} threw` : ''),
    };
  },
});

function show(values: readonly number[]): string {
  return `[${values.slice(0, SHOWN).join(', ')}${values.length > SHOWN ? ', …' : ''}]`;
}

function valueOf({ values, first }: Parameters, item: number): number {
  return values === 'UNIT' ? (UNIT_VALUES[item % UNIT_VALUES.length] ?? 0) : first + item;
}

function compute(parameters: Parameters, item: number): number {
  const value = valueOf(parameters, item);
  return parameters.apply === 'SQUARE' ? value * value : 2 * value;
}

function applyTo(parameters: Parameters, item: number): number {
  if (item === parameters.failAt) throw new ItemError(`Item ${item} cannot be computed.`);
  return compute(parameters, item);
}

/** Python's rule for the chunks of `map`: four for each worker. */
function chunkSize({ items, call, chunk }: Parameters, workers: number): number {
  if (call !== 'MAP') return 1;
  return chunk > 0 ? chunk : Math.max(1, Math.ceil(items / (workers * 4)));
}

/** A pool worker's life: work until there will be no more. @returns how many items it handled. */
function serve(parameters: Parameters, work: Queue, done: Queue, results: SharedArray): number {
  const message = new Int32Array(WORK_WORDS);
  const answer = new Int32Array(DONE_WORDS);
  const [messageBytes, answerBytes] = [new Uint8Array(message.buffer), new Uint8Array(answer.buffer)];
  let handled = 0;
  while (work.get(messageBytes) >= 0) {
    const [first = 0, end = 0] = message;
    let failed = -1;
    for (let item = first; item < end; item += 1) {
      try {
        results.set(item, applyTo(parameters, item));
      } catch (error) {
        if (!(error instanceof ItemError)) throw error;
        failed = item;
      }
    }
    answer[0] = first;
    answer[1] = end;
    answer[2] = failed;
    done.put(answerBytes);
    handled += end - first;
  }
  return handled;
}
