/** Row 38. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always, ratioBetween } from '../expectations.js';

export const semaphoreThree: Lesson = {
  id: 'semaphore-three',
  rows: ['38'],
  title: 'Three at a time',
  doc: 'Five workers, a semaphore of three, two seconds each: four seconds.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) =>
      sideBySide(
        {
          label: `5 workers on ${fabric}`,
          request: {
            task: { kind: 'semaphoreInside', parameters: { steps: 1, holdMs: scaled(2000, scale, 100) } },
            primitive: 'SEMAPHORE',
            options: { permits: 3 },
            fabric,
            workers: 5,
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
    ),
  expectations: (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
    always(`5 workers on ${fabric}`, 'at most 3 inside', 'at most 3 inside'),
    ratioBetween(
      `5 workers on ${fabric}`,
      `one step on ${fabric}`,
      1.7,
      2.6,
      'twice the time of one step: 4 s of 2 s each',
    ),
  ]),
};
