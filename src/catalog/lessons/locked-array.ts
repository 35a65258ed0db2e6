/** Row 41. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

export const lockedArray: Lesson = {
  id: 'locked-array',
  rows: ['41'],
  title: 'A Value and an Array, locked',
  doc: 'Two workers add 1 to a shared value and to each element of a shared array, five times each, with a second in between. Locked, it is exact.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: {
          kind: 'sharedArrayIncrement',
          parameters: { increments: 5, length: 3, pauseMs: scaled(1000, scale, 2) },
        },
        primitive: 'LOCK',
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [exactly('THREADS', '10 and [11, 12, 13]'), exactly('PROCESSES', '10 and [11, 12, 13]')],
};
