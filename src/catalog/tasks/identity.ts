/** Who a worker is: its process, its thread, and how many are there at once (rows 21, 22, 23). */
import { threadId } from 'node:worker_threads';
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

/** Words: how many are active now, and the most that ever were. */
const [ACTIVE, MOST] = [0, 1];

export const identity = defineTask({
  kind: 'identity',
  title: 'Who am I',
  doc:
    'Each worker tells the numbers of its process and its thread, and stays for a while. Threads share a process and ' +
    'differ in their thread; processes differ already in their process; on SERIAL and ASYNC all are one.',
  parameters: { holdMs: integer({ doc: 'How long each stays.', unit: 'ms', min: 0, max: 60_000, default: 1_000 }) },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'workers',
  resources: () => [{ kind: 'WORDS', count: 2 }],
  units: () => 1,
  *body({ parameters: { holdMs }, resources, report }) {
    const { words, base } = wordsOf(resources[0]);
    const active = words.add(base + ACTIVE, 1) + 1;
    for (let most = words.load(base + MOST); active > most; most = words.load(base + MOST)) {
      if (words.compareExchange(base + MOST, most, active) === most) break;
    }
    if (holdMs > 0) yield { sleepMs: holdMs };
    words.add(base + ACTIVE, -1);
    report(1);
    return { process: process.pid, thread: threadId };
  },
  report: (identities) => identities,
  judge({ workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const distinct = new Set(reports.map((report) => `${report.process}:${report.thread}`)).size;
    const processes = new Set(reports.map((report) => report.process)).size;
    const most = words.load(base + MOST);
    const isRight = (distinct === workers || distinct === 1) && most >= 1 && most <= workers;
    return {
      result: !isRight ? 'wrong' : distinct === workers ? 'all distinct' : 'one and the same',
      grade: isRight ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${workers} distinct, or one and the same where they share a thread`,
      observed: `${distinct} distinct in ${processes} process${processes === 1 ? '' : 'es'}, at most ${most} at once`,
    };
  },
});
