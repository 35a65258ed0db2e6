/** Two locks taken in opposite order: the deadlock of every textbook (claim 12). */
import { choice, integer } from '../../domain/task-spec.js';
import { lockOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

export const lockOrder = defineTask({
  kind: 'lockOrder',
  title: 'Two locks',
  doc:
    'Each worker takes two locks and releases them, again and again, and pauses between the first and the second. ' +
    'In OPPOSITE order every second worker begins with the other lock: sooner or later each holds one and waits for ' +
    'the other. In the SAME order that cannot happen.',
  parameters: {
    rounds: integer({ doc: 'How often each worker takes both.', unit: 'times', min: 1, max: 1_000_000, default: 100 }),
    pauseMs: integer({
      doc: 'Pause between the first lock and the second: the longer, the surer the deadlock.',
      unit: 'ms',
      min: 0,
      max: 1_000,
      default: 1,
    }),
    order: choice({ doc: 'In which order.', words: ['OPPOSITE', 'SAME'], default: 'OPPOSITE' }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workUnit: 'times',
  resources: () => [{ kind: 'LOCK' }, { kind: 'LOCK' }],
  units: ({ rounds }) => rounds,
  *body({ parameters: { rounds, pauseMs, order }, worker, resources, report }) {
    const locks = [lockOf(resources[0]), lockOf(resources[1])] as const;
    const [first, second] = order === 'OPPOSITE' && worker % 2 === 1 ? [locks[1], locks[0]] : locks;
    for (let done = 1; done <= rounds; done += 1) {
      first.acquire();
      if (pauseMs > 0) yield { sleepMs: pauseMs };
      second.acquire();
      second.release();
      first.release();
      report(done);
      yield;
    }
    return rounds;
  },
  report: (rounds) => rounds,
  judge({ parameters: { rounds }, workers, reports }) {
    const observed = reports.reduce((sum, done) => sum + done, 0);
    const exact = observed === rounds * workers;
    return {
      result: exact ? 'no deadlock' : 'wrong',
      grade: exact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${rounds * workers} times both locks`,
      observed: `${observed} times both locks`,
    };
  },
});
