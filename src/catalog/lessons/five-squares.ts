/** Rows 28 and 29. */
import { type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

export const fiveSquares: Lesson = {
  id: 'five-squares',
  rows: ['28', '29'],
  title: 'Squares by five threads and five processes',
  doc: 'Five workers square 0 to 4. It is far too little work to compare them by: what is measured is their calling.',
  programs: () =>
    (['THREAD_POOL', 'PROCESS_POOL'] as const).map((fabric) => ({
      label: fabric,
      request: { task: { kind: 'poolMap', parameters: { items: 5, first: 0, chunk: 1 } }, fabric, workers: 5 },
    })),
  expectations: [exactly('THREAD_POOL', '[0, 1, 4, 9, 16]'), exactly('PROCESS_POOL', '[0, 1, 4, 9, 16]')],
};
