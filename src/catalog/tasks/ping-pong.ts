/** One message to and fro between two workers: what a round trip costs (rows 35 and 42, claim 10). */
import { integer } from '../../domain/task-spec.js';
import { queueOf } from '../../primitives/registry.js';
import { openChannel, openQueue, patienceOf } from '../channel.js';
import { defineTask } from '../task-kind.js';

const HEADER_BYTES = 4;
/** Each message of a ring has a length of one word before it. */
const LENGTH_BYTES = 4;
const SMALLEST_RING_BYTES = 1_024;

export const pingPong = defineTask({
  kind: 'pingPong',
  title: 'Ping-pong',
  doc:
    'One worker sends a message, the other sends it back, and so on: at any time one of the two waits. A PIPE goes ' +
    'both ways. A QUEUE goes one way, so the way back is a second queue.',
  parameters: {
    rounds: integer({ doc: 'Round trips.', unit: 'round trips', min: 1, max: 10_000_000, default: 10_000 }),
    bytes: integer({
      doc: 'Length of the message. It must fit into the primitive’s capacityBytes, less 4.',
      unit: 'bytes',
      min: HEADER_BYTES,
      max: 1_048_576,
      default: 64,
    }),
  },
  primitives: ['PIPE', 'QUEUE'],
  fabrics: ['THREADS', 'PROCESSES', 'ASYNC'],
  workers: { min: 2, max: 2 },
  workUnit: 'round trips',
  /** The way back, where the primitive is a queue. */
  resources: ({ bytes }) => [{ kind: 'QUEUE', capacityBytes: ringBytes(bytes), most: 0 }],
  // A round trip counts once, where it begins and ends.
  units: ({ rounds }, worker) => (worker === 0 ? rounds : 0),
  *body(context) {
    const { parameters, worker, primitive, resources, report } = context;
    const patience = patienceOf(context);
    const isFirst = worker === 0;
    const there = openChannel(primitive, isFirst ? 0 : 1);
    const back = primitive.kind === 'QUEUE' ? openQueue(queueOf(resources[0])) : there;
    const [out, home] = isFirst ? [there, back] : [back, there];
    const message = new Uint8Array(parameters.bytes);
    const header = new Int32Array(message.buffer, 0, 1);
    let wrong = 0;
    for (let round = 0; round < parameters.rounds; round += 1) {
      if (isFirst) {
        header[0] = round;
        while (!out.put(message, patience)) yield;
        // What comes back is seen to be new.
        header[0] = -1;
      }
      let length = home.get(message, patience);
      for (; length === -1; length = home.get(message, patience)) yield;
      if (length !== parameters.bytes || header[0] !== round) wrong += 1;
      if (isFirst) report(round + 1);
      else while (!out.put(message, patience)) yield;
      yield;
    }
    return { rounds: parameters.rounds, wrong };
  },
  report: (result) => result,
  judge({ parameters: { rounds }, workers, reports }) {
    const wrong = reports.reduce((sum, report) => sum + report.wrong, 0);
    const isExact = wrong === 0 && reports.length === workers && reports.every((report) => report.rounds === rounds);
    return {
      result: isExact ? 'exact' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${rounds} round trips, each with its own number`,
      observed: `${reports[0]?.rounds ?? 0} round trips, ${wrong} wrong`,
    };
  },
});

function ringBytes(messageBytes: number): number {
  const needed = LENGTH_BYTES + Math.ceil(messageBytes / 4) * 4;
  return 2 ** Math.ceil(Math.log2(Math.max(SMALLEST_RING_BYTES, needed)));
}
