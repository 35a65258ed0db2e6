/** Row 17. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const lockedFile: Lesson = {
  id: 'locked-file',
  rows: ['17'],
  title: 'A file read under a lock',
  doc: 'Two workers read a greeting from a file and append it to one shared text, under a lock: it stands there twice.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'fileRead', parameters: { times: 1, holdMs: scaled(10, scale) } },
        primitive: 'LOCK',
        fabric,
        workers: 2,
      },
    })),
  expectations: [always('THREADS', 'exact', 'the greeting twice'), always('PROCESSES', 'exact', 'the greeting twice')],
};
