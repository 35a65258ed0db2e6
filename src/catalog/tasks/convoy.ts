/** One that waits a lot among those that compute: how late does it get its turn? (claim 2) */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';
import { countDown } from './countdown.js';

const WAIT_MS = 1;
/** Steps between two looks at the clock: some ten microseconds. */
const BURN_STEPS = 1 << 15;

type Result =
  | { readonly kind: 'waiter'; readonly responses: number; readonly lateP50Ms: number; readonly lateMaxMs: number }
  | { readonly kind: 'burner'; readonly bursts: number };

export const convoy = defineTask({
  kind: 'convoy',
  title: 'Convoy',
  doc:
    'Worker 0 waits for a millisecond, again and again, and notes how late it came back. The others use the processor ' +
    'all the while, in bursts, and hand over between two of them. Where all share one thread, or one global lock, a ' +
    'short answer waits behind long bursts, like a fast car behind a convoy. Where everybody has a core it does not. ' +
    'Under a global interpreter lock it is the lock’s switch interval that says how long a burst is.',
  parameters: {
    responses: integer({ doc: 'Waits of worker 0.', unit: 'waits', min: 1, max: 100_000, default: 200 }),
    burstMs: integer({
      doc: 'How long the others compute before they hand over on their own account.',
      unit: 'ms',
      min: 1,
      max: 1_000,
      default: 5,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'ASYNC'],
  workUnit: 'waits',
  /** One word: 1 once worker 0 is done. */
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ responses }, worker) => (worker === 0 ? responses : 0),
  *body({ parameters: { responses, burstMs }, worker, resources, report, checkpoint }) {
    const { words, base } = wordsOf(resources[0]);
    if (worker > 0) {
      let bursts = 0;
      let left = 0;
      while (words.load(base) === 0) {
        const end = performance.now() + burstMs;
        // What is left of a countdown enters the sum, so it must be computed.
        while (performance.now() < end) {
          left += countDown(BURN_STEPS);
          checkpoint();
        }
        bursts += 1 + left;
        yield;
      }
      return { kind: 'burner', bursts };
    }
    const lateMs = new Float64Array(responses);
    for (let done = 0; done < responses; done += 1) {
      const before = performance.now();
      yield { sleepMs: WAIT_MS };
      lateMs[done] = performance.now() - before - WAIT_MS;
      report(done + 1);
    }
    words.store(base, 1);
    lateMs.sort();
    return {
      kind: 'waiter',
      responses,
      lateP50Ms: lateMs[Math.floor((responses - 1) / 2)] as number,
      lateMaxMs: lateMs[responses - 1] as number,
    };
  },
  report: (result: Result) => result,
  judge({ parameters: { responses }, workers, reports }) {
    const [waiter] = reports;
    const isComplete = waiter?.kind === 'waiter' && waiter.responses === responses && reports.length === workers;
    return {
      result: isComplete ? 'complete' : 'wrong',
      grade: isComplete ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${responses} waits of ${WAIT_MS} ms`,
      observed:
        waiter?.kind === 'waiter'
          ? `${waiter.responses} waits, ${waiter.lateP50Ms.toFixed(3)} ms late in the middle, ` +
            `${waiter.lateMaxMs.toFixed(3)} ms at worst`
          : 'no waits',
    };
  },
});
