/** Rows 11 and 30. */
import { type Lesson } from '../../domain/lesson.js';
import { exactly, oneOf } from '../expectations.js';

export const lockCounter: Lesson = {
  id: 'lock-counter',
  rows: ['11', '30'],
  title: 'A counter with a lock',
  doc: 'Two workers add 1 to one counter, 100,000 times each. Under a lock nothing is lost; without it, what is lost is luck.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) =>
      (['LOCK', 'NONE'] as const).map((primitive) => ({
        label: `${primitive} on ${fabric}`,
        request: { task: { kind: 'counter', parameters: { increments: 100_000 } }, primitive, fabric, workers: 2 },
      })),
    ),
  expectations: [
    exactly('LOCK on THREADS', '200000'),
    exactly('LOCK on PROCESSES', '200000'),
    oneOf('NONE on THREADS', ['lost updates', 'exact'], 'fewer, or by luck 200000'),
    oneOf('NONE on PROCESSES', ['lost updates', 'exact'], 'fewer, or by luck 200000'),
  ],
};
