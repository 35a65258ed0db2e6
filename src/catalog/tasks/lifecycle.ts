/** How a main worker and its workers end: joined, not joined, dropped as daemons, terminated (rows 10, 14, 15, 16, 25). */
import { choice, integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

/** Words: a stamp for every line, workers that have ended, main's last stamp; then for each worker steps and last stamp. */
const [STAMPS, ENDED, MAIN_LINE, FIRST_WORKER] = [0, 1, 2, 3];
const WORDS_EACH = 2;

const LOOK_MS = 1;

export const lifecycle = defineTask({
  kind: 'lifecycle',
  title: 'Main and its workers',
  doc:
    'Worker 0 is the main one, the others take steps and write a last line each. JOIN: main waits for them before it ' +
    'writes its own last line. NO_JOIN: it does not, and the program goes on until they are done. DAEMON: when main ' +
    'is done the program is over, and they are dropped where they stand. TERMINATE: the same, of workers that would ' +
    'go on for ever.',
  parameters: {
    how: choice({ doc: 'How they end.', words: ['JOIN', 'NO_JOIN', 'DAEMON', 'TERMINATE'], default: 'JOIN' }),
    steps: integer({
      doc: 'Steps of each worker; TERMINATE has no end.',
      unit: 'steps',
      min: 1,
      max: 10_000,
      default: 3,
    }),
    stepMs: integer({ doc: 'Length of a step.', unit: 'ms', min: 1, max: 60_000, default: 1_000 }),
    mainMs: integer({ doc: 'How long main itself works.', unit: 'ms', min: 0, max: 600_000, default: 0 }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workers: { min: 2 },
  workUnit: 'steps',
  resources: (_parameters, workers) => [{ kind: 'WORDS', count: FIRST_WORKER + WORDS_EACH * workers }],
  isDaemon: ({ how }, worker) => worker > 0 && (how === 'DAEMON' || how === 'TERMINATE'),
  units: ({ steps }, worker) => (worker === 0 ? 0 : steps),
  *body(context) {
    const { parameters, worker, workers, resources, report } = context;
    const { how, steps, stepMs, mainMs } = parameters;
    const { words, base } = wordsOf(resources[0]);
    const stamp = (): number => words.add(base + STAMPS, 1) + 1;
    if (worker === 0) {
      if (mainMs > 0) yield { sleepMs: mainMs };
      if (how === 'JOIN') {
        while (words.load(base + ENDED) < workers - 1) yield { sleepMs: LOOK_MS };
      }
      words.store(base + MAIN_LINE, stamp());
      return;
    }
    const own = base + FIRST_WORKER + WORDS_EACH * worker;
    const last = how === 'TERMINATE' ? Infinity : steps;
    for (let done = 1; done <= last; done += 1) {
      yield { sleepMs: stepMs };
      stamp();
      words.store(own, done);
      report(Math.min(done, steps));
    }
    words.store(own + 1, stamp());
    words.add(base + ENDED, 1);
  },
  report: () => null,
  judge({ parameters: { how, steps }, workers, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const mainLine = words.load(base + MAIN_LINE);
    const others = Array.from({ length: workers - 1 }, (_, index) => {
      const own = base + FIRST_WORKER + WORDS_EACH * (index + 1);
      return { steps: words.load(own), lastLine: words.load(own + 1) };
    });
    const finished = others.filter(({ lastLine }) => lastLine > 0).length;
    const isMainLast = others.every(({ lastLine }) => lastLine > 0 && lastLine < mainLine);
    const isComplete = finished === others.length && others.every((other) => other.steps === steps);
    const isDropped = finished === 0;
    const taken = others.map((other) => other.steps).join(', ');
    const outcomes = {
      JOIN: { isRight: isComplete && isMainLast, result: 'main came last', expected: 'all steps, then main' },
      NO_JOIN: {
        isRight: isComplete,
        result: isMainLast ? 'main came last' : 'main did not wait',
        expected: 'all steps; main does not wait for them',
      },
      DAEMON: { isRight: isDropped, result: 'dropped', expected: 'no last line of a daemon' },
      TERMINATE: { isRight: isDropped, result: 'terminated', expected: 'steps until main ends, and no last line' },
    } as const;
    const { isRight, result, expected } = outcomes[how];
    return {
      result: isRight ? result : 'wrong',
      grade: isRight ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected,
      observed: `${taken} steps, ${finished} of ${others.length} last lines, main ${isMainLast ? 'last' : 'not last'}`,
    };
  },
});
