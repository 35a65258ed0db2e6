/** Rows 18 and 32. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';
import { besideOneStep, goInside, INSIDE_FABRICS, takesTwoSteps } from './inside.js';

export const semaphoreTwo: Lesson = {
  id: 'semaphore-two',
  rows: ['18', '32'],
  title: 'Two at a time',
  doc: 'A semaphore of two lets at most two in, however many come.',
  programs: (scale) =>
    INSIDE_FABRICS.flatMap((fabric) => [
      goInside('3 × 5 steps', fabric, { permits: 2, workers: 3, steps: 5, holdMs: scaled(1000, scale, 10) }),
      ...besideOneStep('4 × 1 step', fabric, scale, { permits: 2, workers: 4 }),
    ]),
  expectations: INSIDE_FABRICS.flatMap((fabric) => [
    always(`3 × 5 steps on ${fabric}`, 'at most 2 inside', 'at most 2 inside'),
    always(`4 × 1 step on ${fabric}`, 'at most 2 inside', 'at most 2 inside'),
    takesTwoSteps('4 × 1 step', fabric),
  ]),
};
