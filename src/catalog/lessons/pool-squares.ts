/** Rows 19, 20 and 26. */
import { type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

export const poolSquares: Lesson = {
  id: 'pool-squares',
  rows: ['19', '20', '26'],
  title: 'A pool computes squares',
  doc: 'A pool of four squares 5, 2, 55 and 4, and 1 to 5. The results stand in the order of the items, whoever computed them.',
  programs: () =>
    (['THREAD_POOL', 'PROCESS_POOL'] as const).flatMap((fabric) => [
      {
        label: `four on ${fabric}`,
        request: { task: { kind: 'poolMap', parameters: { items: 4, values: 'UNIT' } }, fabric, workers: 4 },
      },
      {
        label: `map on ${fabric}`,
        request: { task: { kind: 'poolMap', parameters: { items: 5 } }, fabric, workers: 4 },
      },
      {
        label: `apply on ${fabric}`,
        request: { task: { kind: 'poolMap', parameters: { items: 5, call: 'APPLY' } }, fabric, workers: 4 },
      },
    ]),
  expectations: (['THREAD_POOL', 'PROCESS_POOL'] as const).flatMap((fabric) => [
    exactly(`four on ${fabric}`, '[25, 4, 3025, 16]'),
    exactly(`map on ${fabric}`, '[1, 4, 9, 16, 25]'),
    exactly(`apply on ${fabric}`, '[1, 4, 9, 16, 25]'),
  ]),
};
