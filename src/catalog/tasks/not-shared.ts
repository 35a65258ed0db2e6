/** An ordinary list that looks shared and is not: each worker has its own (row 31, claim 11). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { acquire } from '../blocking.js';
import { defineTask } from '../task-kind.js';

/** One line of program text, and one list in each worker's memory, and in the host's, all the same. */
const list: string[] = [];

export const notShared = defineTask({
  kind: 'notShared',
  title: 'A list that is not shared',
  doc:
    'Each worker appends to a list that the program text has only once, under a lock, as careful people do. But every ' +
    'process has its own memory, and here every thread has its own objects too: each worker fills a list of its own, ' +
    'and the list of the parent that started them stays empty. What shall be shared must be put into shared memory.',
  parameters: {
    appends: integer({ doc: 'Appends by each worker.', unit: 'appends', min: 1, max: 100_000, default: 5 }),
  },
  primitives: ['LOCK', 'NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workUnit: 'appends',
  /** One word: appends that arrived at the parent, where that is not this host. */
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ appends }) => appends,
  *body(context) {
    const { parameters, worker, primitive, report } = context;
    // Workers stay warm, and so does their memory: this is what the last round left.
    list.length = 0;
    for (let done = 1; done <= parameters.appends; done += 1) {
      if (primitive.kind === 'LOCK') yield* acquire(context, primitive.lock);
      list.push(`${worker}:${done}`);
      if (primitive.kind === 'LOCK') primitive.lock.release();
      report(done);
      yield;
    }
    const length = list.length;
    list.length = 0;
    return length;
  },
  report: (length) => length,
  judge({ parameters: { appends }, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    // The judge is on the host, so this is the host's list.
    const arrived = list.length + words.load(base);
    const isEach = reports.length === workers && reports.every((length) => length === appends);
    return {
      result: arrived > 0 ? 'shared' : isEach ? 'not shared' : 'wrong',
      grade: arrived === 0 && isEach ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `0 of ${appends * workers} appends arrive at the parent`,
      observed: `${arrived} of ${appends * workers}; the workers’ own lists have ${reports.join(', ')}`,
    };
  },
});
