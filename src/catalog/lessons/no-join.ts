/** Row 14. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { oneOf } from '../expectations.js';

export const noJoin: Lesson = {
  id: 'no-join',
  rows: ['14'],
  title: 'Not joined',
  doc: 'Main does not wait. Its line lands where it lands, and the program still ends only when the worker is done.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'lifecycle', parameters: { how: 'NO_JOIN', steps: 3, stepMs: scaled(1000, scale) } },
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [
    oneOf('THREADS', ['main did not wait', 'main came last'], 'main’s line anywhere'),
    oneOf('PROCESSES', ['main did not wait', 'main came last'], 'main’s line anywhere'),
  ],
};
