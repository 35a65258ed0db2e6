/** Row 9. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { inTime, oneOf } from '../expectations.js';

export const stopByFlag: Lesson = {
  id: 'stop-by-flag',
  rows: ['9'],
  title: 'Stopped by a flag',
  doc: 'A worker ticks until an event is set, which it looks at in every period. It stops within one period and never in the middle of its work.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: {
          kind: 'ticker',
          parameters: { periodMs: scaled(1000, scale, 20), stopAfterMs: scaled(5000, scale, 100) },
        },
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
    oneOf(fabric, ['stopped within one period', 'stopped late'], 'stopped where it looks at the flag, and no earlier'),
    inTime(fabric, 'stopped within one period', 'about 5 loops, stopped within one period'),
  ]),
};
