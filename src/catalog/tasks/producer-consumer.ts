/** Producers hand items to consumers through a queue or a pipe (rows 12, 35, 36, 42). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { openChannel, patienceOf } from '../channel.js';
import { producersOf } from '../halves.js';
import { Ledger, ledgerWords } from '../ledger.js';
import { defineTask } from '../task-kind.js';

/** Resources: producers that are done; who got what. */
const [DONE, LEDGER] = [0, 1];

/** Messages between two yields, and bytes, whichever comes first. */
const BLOCK = 1_024;
const BLOCK_BYTES = 1_048_576;

/** A message begins with its producer and its number, a word each. */
const HEADER_BYTES = 8;

interface Tally {
  /** Items that this worker sent, or received. */
  readonly sent: number;
  readonly received: number;
  /** Of the received: those that somebody had before, that came before an earlier one, that came damaged. */
  readonly twice: number;
  readonly disordered: number;
  readonly damaged: number;
}

export const producerConsumer = defineTask({
  kind: 'producerConsumer',
  title: 'Producers and consumers',
  doc:
    'The first half of the workers produces items, the rest consumes them, at the same time. When the last producer ' +
    'is done it closes the channel, and the consumers stop once it is empty: asking "is it empty?" would not do, for ' +
    'it is also empty when the producer is merely slow. A QUEUE takes any number of workers; a PIPE has two ends, for ' +
    'two workers, and refuses a third.',
  parameters: {
    items: integer({ doc: 'Items by each producer.', unit: 'items', min: 1, max: 1_000_000, default: 5 }),
    bytes: integer({
      doc: 'Length of a message. It must fit into the primitive’s capacityBytes, less 4.',
      unit: 'bytes',
      min: HEADER_BYTES,
      max: 1_048_576,
      default: 16,
    }),
  },
  primitives: ['QUEUE', 'PIPE'],
  fabrics: ['THREADS', 'PROCESSES', 'ASYNC'],
  workers: { min: 2 },
  workUnit: 'items',
  resources: ({ items }, workers) => [
    { kind: 'WORDS', count: 1 },
    { kind: 'WORDS', count: ledgerWords(items * producersOf(workers)) },
  ],
  // An item counts once, where it is made.
  units: ({ items }, worker, workers) => (worker < producersOf(workers) ? items : 0),
  *body(context) {
    const { parameters, worker, workers, primitive, resources, report } = context;
    const { items, bytes } = parameters;
    const producers = producersOf(workers);
    const isProducer = worker < producers;
    const channel = openChannel(primitive, isProducer ? 0 : 1);
    const patience = patienceOf(context);
    const block = Math.max(1, Math.min(BLOCK, Math.floor(BLOCK_BYTES / bytes)));
    const message = new Uint8Array(bytes);
    const header = new Int32Array(message.buffer, 0, HEADER_BYTES / 4);

    if (isProducer) {
      header[0] = worker;
      for (let item = 0; item < items; item += 1) {
        if (bytes > HEADER_BYTES) message[bytes - 1] = item;
        header[1] = item;
        while (!channel.put(message, patience)) yield;
        if ((item + 1) % block !== 0) continue;
        report(item + 1);
        yield;
      }
      report(items);
      const { words, base } = wordsOf(resources[DONE]);
      if (words.add(base, 1) + 1 === producers) channel.close();
      return { ...NOTHING, sent: items };
    }

    const ledger = new Ledger(wordsOf(resources[LEDGER]));
    const latest = new Int32Array(producers).fill(-1);
    let [received, twice, disordered, damaged] = [0, 0, 0, 0];
    for (;;) {
      let length = channel.get(message, patience);
      for (; length === -1; length = channel.get(message, patience)) yield;
      if (length === -2) break;
      received += 1;
      const producer = header[0] as number;
      const item = header[1] as number;
      if (length !== bytes || producer < 0 || producer >= producers || item < 0 || item >= items) damaged += 1;
      else {
        if (bytes > HEADER_BYTES && message[bytes - 1] !== (item & 0xff)) damaged += 1;
        if (item <= (latest[producer] as number)) disordered += 1;
        latest[producer] = item;
        if (!ledger.note(producer * items + item)) twice += 1;
      }
      if (received % block === 0) yield;
    }
    return { sent: 0, received, twice, disordered, damaged };
  },
  report: (tally: Tally) => tally,
  judge({ parameters: { items }, workers, reports, resources }) {
    const expected = items * producersOf(workers);
    const sum = (key: keyof Tally): number => reports.reduce((total, report) => total + report[key], 0);
    const [sent, received, twice, disordered, damaged] = [
      sum('sent'),
      sum('received'),
      sum('twice'),
      sum('disordered'),
      sum('damaged'),
    ];
    const arrived = new Ledger(wordsOf(resources[LEDGER])).count(expected);
    const result =
      damaged > 0
        ? 'damaged'
        : twice > 0
          ? 'twice'
          : arrived < expected
            ? 'lost'
            : disordered > 0
              ? 'out of order'
              : sent === expected && received === expected
                ? 'exact'
                : 'wrong';
    return {
      result,
      grade: result === 'exact' ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${expected} items, each once, each producer’s in order`,
      observed:
        `${received} received of ${sent} sent, ${twice} twice, ${expected - arrived} lost, ` +
        `${disordered} out of order, ${damaged} damaged`,
    };
  },
});

const NOTHING: Tally = { sent: 0, received: 0, twice: 0, disordered: 0, damaged: 0 };
