/** The dining philosophers: a fork between each two, and each needs two to eat (claim 12). */
import { choice, integer } from '../../domain/task-spec.js';
import { lockOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

export const philosophers = defineTask({
  kind: 'philosophers',
  title: 'Dining philosophers',
  doc:
    'The workers sit around a table with a fork, a lock, between each two. To eat, each takes the fork on its left, ' +
    'pauses, and takes the fork on its right. NAIVE: all do so, and when all hold their left one, all wait for ever. ' +
    'ORDERED: the forks are numbered and everybody takes the lower number first; then no circle can close.',
  parameters: {
    meals: integer({ doc: 'Meals of each philosopher.', unit: 'meals', min: 1, max: 1_000_000, default: 100 }),
    thinkMs: integer({ doc: 'Pause between two meals.', unit: 'ms', min: 0, max: 1_000, default: 0 }),
    pauseMs: integer({
      doc: 'Pause between the first fork and the second: the longer, the surer the deadlock.',
      unit: 'ms',
      min: 0,
      max: 1_000,
      default: 1,
    }),
    order: choice({ doc: 'Which fork first.', words: ['NAIVE', 'ORDERED'], default: 'NAIVE' }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES'],
  workers: { min: 2 },
  workUnit: 'meals',
  /** The forks: number w is on the left of philosopher w. */
  resources: (_parameters, workers) => Array.from({ length: workers }, () => ({ kind: 'LOCK' as const })),
  units: ({ meals }) => meals,
  *body({ parameters: { meals, thinkMs, pauseMs, order }, worker, workers, resources, report }) {
    const left = worker;
    const right = (worker + 1) % workers;
    const isLeftFirst = order === 'NAIVE' || left < right;
    const first = lockOf(resources[isLeftFirst ? left : right]);
    const second = lockOf(resources[isLeftFirst ? right : left]);
    for (let eaten = 1; eaten <= meals; eaten += 1) {
      first.acquire();
      if (pauseMs > 0) yield { sleepMs: pauseMs };
      second.acquire();
      second.release();
      first.release();
      report(eaten);
      if (thinkMs > 0) yield { sleepMs: thinkMs };
      else yield;
    }
    return meals;
  },
  report: (meals) => meals,
  judge({ parameters: { meals }, workers, reports }) {
    const observed = reports.reduce((sum, eaten) => sum + eaten, 0);
    const isExact = reports.length === workers && reports.every((eaten) => eaten === meals);
    return {
      result: isExact ? 'no deadlock' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${meals * workers} meals`,
      observed: `${observed} meals`,
    };
  },
});
