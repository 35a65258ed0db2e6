/** Row 27. */
import { type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

export const poolDoubles: Lesson = {
  id: 'pool-doubles',
  rows: ['27'],
  title: 'A pool, without waiting',
  doc: 'A pool of three doubles 0 to 4, handed over one by one without waiting.',
  programs: () =>
    (['THREAD_POOL', 'PROCESS_POOL'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'poolMap', parameters: { items: 5, first: 0, apply: 'DOUBLE', call: 'APPLY_ASYNC' } },
        fabric,
        workers: 3,
      },
    })),
  expectations: [exactly('THREAD_POOL', '[0, 2, 4, 6, 8]'), exactly('PROCESS_POOL', '[0, 2, 4, 6, 8]')],
};
