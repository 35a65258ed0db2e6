/** One worker crashes: what becomes of the others, and of the program? (claim 9) */
import { choice, integer } from '../../domain/task-spec.js';
import { defineTask } from '../task-kind.js';

type How = 'THROW' | 'ABORT' | 'KILL' | 'EXIT';

const EXIT_CODE = 3;

export const crash = defineTask({
  kind: 'crash',
  title: 'Crash',
  doc:
    'One worker crashes after some steps; the others would go on for as many more. A process that is killed or aborts ' +
    'takes nobody with it: the lab sees which it was, and the run fails with its signal or exit code. Threads live in ' +
    'one process: THROW and EXIT end the one thread; ABORT is refused there, and throws; KILL takes the process with ' +
    'all its threads, which here is the whole lab host, and the server starts another.',
  parameters: {
    how: choice({
      doc: 'THROW an error, ABORT the process, KILL it with SIGKILL, or EXIT with code 3.',
      words: ['THROW', 'ABORT', 'KILL', 'EXIT'],
      default: 'THROW',
    }),
    afterMs: integer({ doc: 'Steps of a millisecond before it.', unit: 'steps', min: 0, max: 60_000, default: 100 }),
    worker: integer({
      doc: 'Which worker crashes, from 0; beyond the last, the last.',
      unit: 'worker',
      min: 0,
      max: 63,
      default: 0,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workUnit: 'steps',
  resources: () => [],
  units: (parameters, worker, workers) => stepsOf(parameters, worker, workers),
  *body({ parameters, worker, workers, report }) {
    const steps = stepsOf(parameters, worker, workers);
    for (let done = 1; done <= steps; done += 1) {
      yield { sleepMs: 1 };
      report(done);
    }
    if (isVictim(parameters, worker, workers)) crashNow(parameters.how);
    return steps;
  },
  report: (steps) => steps,
  /** Only asked when the round came to its end, and then something is wrong. */
  judge({ parameters, reports, workers }) {
    const victim = Math.min(parameters.worker, workers - 1);
    return {
      result: 'survived',
      grade: 'FORBIDDEN',
      expected: `worker ${victim} crashes (${parameters.how})`,
      observed: `all ${reports.length} workers came to their end`,
    };
  },
});

interface Fate {
  readonly afterMs: number;
  readonly worker: number;
}

function isVictim(fate: Fate, worker: number, workers: number): boolean {
  return worker === Math.min(fate.worker, workers - 1);
}

function stepsOf(fate: Fate, worker: number, workers: number): number {
  return isVictim(fate, worker, workers) ? fate.afterMs : 2 * fate.afterMs;
}

function crashNow(how: How): void {
  switch (how) {
    case 'THROW':
      throw new Error('This worker was asked to crash.');
    case 'ABORT':
      process.abort();
      break;
    case 'KILL':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'EXIT':
      process.exit(EXIT_CODE);
      break;
  }
}
