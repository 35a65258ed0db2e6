/** Rows 33 and 39. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const event: Lesson = {
  id: 'event',
  rows: ['33', '39'],
  title: 'Waiting for an event',
  doc: 'A worker waits for an event that main sets after three seconds, and goes on no earlier.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'eventWait', parameters: { delayMs: scaled(3000, scale, 30) } },
        primitive: 'EVENT',
        fabric,
        workers: 2,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [
    always('THREADS', 'waited for it', 'waiting, then received'),
    always('PROCESSES', 'waited for it', 'waiting, then received'),
  ],
};
