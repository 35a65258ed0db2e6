/** Rows 12 and 36. */
import { type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const queue: Lesson = {
  id: 'queue',
  rows: ['12', '36'],
  title: 'Producer and consumer',
  doc: 'One worker puts 0 to 4 into a queue, the other takes them out: each once, in their order. The queue is closed at the end, so nobody has to ask whether it is empty.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: { task: { kind: 'producerConsumer', parameters: { items: 5 } }, primitive: 'QUEUE', fabric, workers: 2 },
    })),
  expectations: [
    always('THREADS', 'exact', 'Produced 0..4, Consumed 0..4'),
    always('PROCESSES', 'exact', 'Produced 0..4, Consumed 0..4'),
  ],
};
