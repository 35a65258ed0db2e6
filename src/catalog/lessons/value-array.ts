/** Row 34. */
import { type Lesson } from '../../domain/lesson.js';
import { oneOf } from '../expectations.js';

export const valueArray: Lesson = {
  id: 'value-array',
  rows: ['34'],
  title: 'A Value and an Array, unlocked',
  doc: 'Three workers add 1 to a shared value and to each element of a shared array. The unit locks the value and not the array: a real race, which three single steps hardly ever show.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'sharedArrayIncrement', parameters: { increments: 1, length: 3, start: 'ZEROS' } },
        primitive: 'NONE',
        fabric,
        workers: 3,
      },
    })),
  expectations: [
    oneOf('THREADS', ['exact', 'lost updates'], '3 and [3, 3, 3], or by bad luck fewer'),
    oneOf('PROCESSES', ['exact', 'lost updates'], '3 and [3, 3, 3], or by bad luck fewer'),
  ],
};
