/** How many workers compute at the same moment? Under a global interpreter lock one (claim 1). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { LINE_WORDS } from '../../primitives/words.js';
import { raiseTo } from '../high-water.js';
import { defineTask } from '../task-kind.js';
import { countDown } from './countdown.js';

/** Words: who is computing now, and the most that ever were, which is looked at much and changes little. */
const [INSIDE, MOST] = [0, LINE_WORDS];

/** Some 5 µs of computing. */
const STEP = 1 << 14;
/** Steps between two yields. */
const BLOCK = 64;

export const headcount = defineTask({
  kind: 'headcount',
  title: 'How many at once',
  doc:
    'Each worker computes in short steps, and is counted in before a step and out after it; the most that ever were ' +
    'counted in at once is noted. Where workers have a core each it is as many as there are workers, or cores. Where ' +
    'they share one thread, or an interpreter with a global lock, it is one.',
  parameters: {
    steps: integer({
      doc: 'Steps of each worker, some 5 µs each. Below some 1,000 the workers hardly overlap.',
      unit: 'steps',
      min: 1,
      max: 100_000_000,
      default: 20_000,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'steps',
  resources: () => [{ kind: 'WORDS', count: 2 * LINE_WORDS }],
  units: ({ steps }) => steps,
  *body({ parameters: { steps }, resources, report, checkpoint }) {
    const { words, base } = wordsOf(resources[0]);
    let done = 0;
    while (done < steps) {
      const end = Math.min(steps, done + BLOCK);
      while (done < end) {
        raiseTo(words, base + MOST, words.add(base + INSIDE, 1) + 1);
        // What is left enters the sum, so it must be computed.
        done += 1 + countDown(STEP);
        words.add(base + INSIDE, -1);
        checkpoint();
      }
      report(done);
      yield;
    }
    return done;
  },
  report: (done) => done,
  judge({ parameters: { steps }, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const most = words.load(base + MOST);
    const done = reports.reduce((sum, own) => sum + own, 0);
    const isComplete = done === steps * workers && words.load(base + INSIDE) === 0 && most >= 1 && most <= workers;
    return {
      result: isComplete ? `${most} at once` : 'wrong',
      grade: isComplete ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${steps * workers} steps, from 1 to ${workers} workers at once`,
      observed: `${done} steps, at most ${most} at once`,
    };
  },
});
