/** Row 37. */
import { type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

export const tryFinally: Lesson = {
  id: 'try-finally',
  rows: ['37'],
  title: 'Acquire, try, finally release',
  doc: 'Ten workers add 1 each, and release the lock whatever happens: 10.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: { task: { kind: 'counter', parameters: { increments: 1 } }, primitive: 'LOCK', fabric, workers: 10 },
    })),
  expectations: [exactly('THREADS', '10'), exactly('PROCESSES', '10')],
};
