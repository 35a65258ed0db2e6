/** Row 13. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always, ratioBetween } from '../expectations.js';

export const ioThreads: Lesson = {
  id: 'io-threads',
  rows: ['13'],
  title: 'Five waits at once',
  doc: 'Five threads wait two seconds each, for a disk or a network: two seconds in all, not ten.',
  programs: (scale) =>
    sideBySide(
      {
        label: 'five threads',
        request: {
          task: { kind: 'ioWait', parameters: { milliseconds: scaled(2000, scale) } },
          fabric: 'THREADS',
          workers: 5,
          repetitions: 2,
          warmup: 0,
        },
      },
      {
        label: 'one by one',
        request: {
          task: { kind: 'ioWait', parameters: { milliseconds: scaled(2000, scale) } },
          fabric: 'SERIAL',
          workers: 5,
          repetitions: 1,
          warmup: 0,
        },
      },
    ),
  expectations: [
    always('five threads', 'exact', '5 waits'),
    ratioBetween('one by one', 'five threads', 4, 5.5, 'a fifth of the time of one by one'),
  ],
};
