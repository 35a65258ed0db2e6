/** Rows 7 and 8. */
import { type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const fiveLines: Lesson = {
  id: 'five-lines',
  rows: ['7', '8'],
  title: 'A thread from a function, and from a class',
  doc: 'One worker prints its five lines in their order and is joined. A function or a subclass is the same thread.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: { task: { kind: 'printLines', parameters: { lines: 5 } }, fabric, workers: 1 },
    })),
  expectations: [
    always('THREADS', 'one after another', '5 lines in order'),
    always('PROCESSES', 'one after another', '5 lines in order'),
  ],
};
