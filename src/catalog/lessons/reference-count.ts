/** Row 3b. */
import { type Lesson } from '../../domain/lesson.js';
import { always, oneOf } from '../expectations.js';

export const referenceCount: Lesson = {
  id: 'reference-count',
  rows: ['3b'],
  title: 'Why the lock exists',
  doc: 'Workers raise and lower one reference count. Unprotected, the count ends wrong; a lock or an atomic add keeps it right.',
  programs: () =>
    (['NONE', 'LOCK', 'ATOMIC'] as const).map((primitive) => ({
      label: primitive,
      request: {
        task: { kind: 'refcount', parameters: { operations: 100_000 } },
        primitive,
        fabric: 'THREADS',
        workers: 2,
      },
    })),
  expectations: [
    oneOf('NONE', ['lost updates', 'exact'], 'a wrong count, or by luck a right one'),
    always('LOCK', 'exact', 'the count it began with'),
    always('ATOMIC', 'exact', 'the count it began with'),
  ],
};
