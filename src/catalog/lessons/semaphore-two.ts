/** Rows 18 and 32. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always, ratioBetween } from '../expectations.js';

export const semaphoreTwo: Lesson = {
  id: 'semaphore-two',
  rows: ['18', '32'],
  title: 'Two at a time',
  doc: 'A semaphore of two lets at most two in, however many come.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
      {
        label: `3 × 5 steps on ${fabric}`,
        request: {
          task: { kind: 'semaphoreInside', parameters: { steps: 5, holdMs: scaled(1000, scale, 10) } },
          primitive: 'SEMAPHORE',
          options: { permits: 2 },
          fabric,
          workers: 3,
          repetitions: 1,
          warmup: 0,
        },
      },
      ...sideBySide(
        {
          label: `4 × 1 step on ${fabric}`,
          request: {
            task: { kind: 'semaphoreInside', parameters: { steps: 1, holdMs: scaled(2000, scale, 100) } },
            primitive: 'SEMAPHORE',
            options: { permits: 2 },
            fabric,
            workers: 4,
            repetitions: 1,
            warmup: 0,
          },
        },
        {
          label: `one step on ${fabric}`,
          request: {
            task: { kind: 'ioWait', parameters: { milliseconds: scaled(2000, scale, 100) } },
            fabric,
            workers: 2,
            repetitions: 1,
            warmup: 0,
          },
        },
      ),
    ]),
  expectations: (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
    always(`3 × 5 steps on ${fabric}`, 'at most 2 inside', 'at most 2 inside'),
    always(`4 × 1 step on ${fabric}`, 'at most 2 inside', 'at most 2 inside'),
    ratioBetween(
      `4 × 1 step on ${fabric}`,
      `one step on ${fabric}`,
      1.7,
      2.6,
      'twice the time of one step: 4 s of 2 s each',
    ),
  ]),
};
