/** Row 2. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always, ratioBetween } from '../expectations.js';

export const gather: Lesson = {
  id: 'gather',
  rows: ['2'],
  title: 'Three sleeps at once',
  doc: 'Three coroutines sleep for a second each, gathered: one second in all, since a sleeper lets the others go on.',
  programs: (scale) =>
    sideBySide(
      {
        label: 'gathered',
        request: {
          task: { kind: 'ioWait', parameters: { milliseconds: scaled(1000, scale) } },
          fabric: 'ASYNC',
          workers: 3,
          repetitions: 2,
          warmup: 0,
        },
      },
      {
        label: 'one by one',
        request: {
          task: { kind: 'ioWait', parameters: { milliseconds: scaled(1000, scale) } },
          fabric: 'SERIAL',
          workers: 3,
          repetitions: 2,
          warmup: 0,
        },
      },
    ),
  expectations: [
    always('gathered', 'exact', '3 results'),
    ratioBetween('one by one', 'gathered', 2.5, 3.5, 'a third of the time of one by one'),
  ],
};
