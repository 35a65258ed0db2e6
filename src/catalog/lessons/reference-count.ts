/** Row 3b. */
import { type Lesson } from '../../domain/lesson.js';
import { always, oneOf } from '../expectations.js';

const countUnder = (primitive: 'NONE' | 'LOCK' | 'ATOMIC') => ({
  task: { kind: 'refcount', parameters: { operations: 100_000 } },
  primitive,
  fabric: 'THREADS',
  workers: 2,
});

const UNDER_THE_LOCK = 'NONE, under a global interpreter lock';

export const referenceCount: Lesson = {
  id: 'reference-count',
  rows: ['3b'],
  title: 'Why the lock exists',
  doc: 'Workers raise and lower one reference count. Unprotected, the count ends wrong; a lock or an atomic add keeps it right. So does a global interpreter lock (node-gil), at no cost to each raise and lower: that is why CPython has one.',
  programs: () => [
    ...(['NONE', 'LOCK', 'ATOMIC'] as const).map((primitive) => ({ label: primitive, request: countUnder(primitive) })),
    { label: UNDER_THE_LOCK, request: { ...countUnder('NONE'), runtime: 'node-gil' } },
  ],
  expectations: [
    oneOf('NONE', ['lost updates', 'exact'], 'a wrong count, or by luck a right one'),
    always('LOCK', 'exact', 'the count it began with'),
    always('ATOMIC', 'exact', 'the count it began with'),
    always(UNDER_THE_LOCK, 'exact', 'the count it began with'),
  ],
};
