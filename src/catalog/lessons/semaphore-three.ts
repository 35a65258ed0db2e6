/** Row 38. */
import type { Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';
import { besideOneStep, INSIDE_FABRICS, takesTwoSteps } from './inside.js';

export const semaphoreThree: Lesson = {
  id: 'semaphore-three',
  rows: ['38'],
  title: 'Three at a time',
  doc: 'Five workers, a semaphore of three, two seconds each: four seconds.',
  programs: (scale) =>
    INSIDE_FABRICS.flatMap((fabric) => besideOneStep('5 workers', fabric, scale, { permits: 3, workers: 5 })),
  expectations: INSIDE_FABRICS.flatMap((fabric) => [
    always(`5 workers on ${fabric}`, 'at most 3 inside', 'at most 3 inside'),
    takesTwoSteps('5 workers', fabric),
  ]),
};
