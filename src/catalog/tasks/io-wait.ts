/** Waiting, as for a disk or a network, without using the processor: the unit's I/O-bound program (rows 2, 13, 23). */
import { integer } from '../../domain/task-spec.js';
import { defineTask } from '../task-kind.js';

export const ioWait = defineTask({
  kind: 'ioWait',
  title: 'Waiting for I/O',
  doc:
    'Each worker waits for so many milliseconds, so many times, and does nothing else. On threads and processes ' +
    'it sleeps; on ASYNC it hands control back to the event loop.',
  parameters: {
    milliseconds: integer({ doc: 'Length of one wait.', unit: 'ms', min: 1, max: 60_000, default: 100 }),
    times: integer({ doc: 'Waits by each worker, one after another.', unit: 'waits', min: 1, max: 10_000, default: 1 }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'waits',
  resources: () => [],
  units: ({ times }) => times,
  *body({ parameters: { milliseconds, times }, report }) {
    let shortestMs = Infinity;
    for (let done = 1; done <= times; done += 1) {
      const before = performance.now();
      yield { sleepMs: milliseconds };
      shortestMs = Math.min(shortestMs, performance.now() - before);
      report(done);
    }
    return { waits: times, shortestMs };
  },
  report: (result) => result,
  judge({ parameters: { milliseconds, times }, workers, reports }) {
    const waits = reports.reduce((sum, report) => sum + report.waits, 0);
    const shortestMs = Math.min(...reports.map((report) => report.shortestMs));
    const exact = waits === times * workers && shortestMs >= milliseconds;
    return {
      result: exact ? 'exact' : shortestMs < milliseconds ? 'woke early' : 'wrong',
      grade: exact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${times * workers} waits, none below ${milliseconds} ms`,
      observed: `${waits} waits, shortest ${shortestMs.toFixed(3)} ms`,
    };
  },
});
