/** Counting down in a bare loop: the unit's CPU-bound program (rows 4 to 6). */
import { integer } from '../../domain/task-spec.js';
import { defineTask, shareOf } from '../task-kind.js';

/** About a millisecond of work between two looks at the clock's owner. Below 2³¹, so the loop stays in integers. */
const BLOCK = 1 << 22;
/** Some 5 µs of it between two checkpoints: long beside one, and short beside the turns of an interpreter lock. */
const SLICE = 1 << 14;

export const countdown = defineTask({
  kind: 'countdown',
  title: 'Countdown',
  doc:
    'Counts n down to 0 in a plain loop, split evenly between the workers. Pure processor work without memory ' +
    'traffic: what it gains from workers is what the host and the runtime can give.',
  parameters: {
    n: integer({
      doc: 'Steps in all, over all workers. Node takes about 0.3 ns for one: choose 10⁹ or more to measure scaling.',
      unit: 'steps',
      min: 1,
      max: 1_000_000_000_000,
      default: 50_000_000,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'steps',
  resources: () => [],
  units: ({ n }, worker, workers) => shareOf(n, worker, workers),
  *body({ parameters, worker, workers, report, checkpoint }) {
    const share = shareOf(parameters.n, worker, workers);
    let counted = 0;
    while (counted < share) {
      const end = Math.min(share, counted + BLOCK);
      while (counted < end) {
        const slice = Math.min(SLICE, end - counted);
        // What is left of the slice enters the sum, so the loop's end value is used and must be computed.
        counted += slice - countDown(slice);
        checkpoint();
      }
      report(counted);
      yield;
    }
    return counted;
  },
  report: (counted) => counted,
  judge({ parameters, reports }) {
    const observed = reports.reduce((sum, counted) => sum + counted, 0);
    const exact = observed === parameters.n;
    return {
      result: exact ? 'exact' : 'wrong',
      grade: exact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: String(parameters.n),
      observed: String(observed),
    };
  },
});

/** The unit's loop. @returns 0. */
export function countDown(n: number): number {
  while (n > 0) n -= 1;
  return n;
}
