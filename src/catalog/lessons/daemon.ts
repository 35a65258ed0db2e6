/** Row 16. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

// At any scale main is done so long before them that no busy host turns it round.
export const daemon: Lesson = {
  id: 'daemon',
  rows: ['16'],
  title: 'A daemon',
  doc: 'A daemon is dropped when the program ends: its last line never runs.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: {
          kind: 'lifecycle',
          parameters: { how: 'DAEMON', steps: 5, stepMs: scaled(1000, scale, 200), mainMs: scaled(1500, scale, 300) },
        },
        fabric,
        workers: 2,
        repetitions: 2,
        warmup: 0,
      },
    })),
  expectations: [
    always('THREADS', 'dropped', 'its last line never runs'),
    always('PROCESSES', 'dropped', 'its last line never runs'),
  ],
};
