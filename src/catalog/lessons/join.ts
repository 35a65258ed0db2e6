/** Rows 10 and 15. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const join: Lesson = {
  id: 'join',
  rows: ['10', '15'],
  title: 'Joined',
  doc: 'Main waits for its worker before its own last line: the join puts them in order.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'lifecycle', parameters: { how: 'JOIN', steps: 3, stepMs: scaled(1000, scale) } },
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [
    always('THREADS', 'main came last', 'main’s line is last'),
    always('PROCESSES', 'main came last', 'main’s line is last'),
  ],
};
