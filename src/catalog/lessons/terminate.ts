/** Row 25. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const terminate: Lesson = {
  id: 'terminate',
  rows: ['25'],
  title: 'Terminated by force',
  doc: 'An endless worker is ended from outside after five seconds, in the middle of whatever it does.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: {
          kind: 'lifecycle',
          parameters: { how: 'TERMINATE', stepMs: scaled(1000, scale, 20), mainMs: scaled(5000, scale, 100) },
        },
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [
    always('THREADS', 'terminated', 'some 5 lines, then terminated'),
    always('PROCESSES', 'terminated', 'some 5 lines, then terminated'),
  ],
};
