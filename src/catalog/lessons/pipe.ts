/** Rows 35 and 42. */
import { type Lesson } from '../../domain/lesson.js';
import { always } from '../expectations.js';

export const pipe: Lesson = {
  id: 'pipe',
  rows: ['35', '42'],
  title: 'A pipe',
  doc: 'Two ends of a pipe: what one sends the other receives, in its order, both ways.',
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
      {
        label: `greeting on ${fabric}`,
        request: {
          task: { kind: 'producerConsumer', parameters: { items: 1 } },
          primitive: 'PIPE',
          fabric,
          workers: 2,
        },
      },
      {
        label: `both ways on ${fabric}`,
        request: { task: { kind: 'pingPong', parameters: { rounds: 5 } }, primitive: 'PIPE', fabric, workers: 2 },
      },
      {
        label: `messages on ${fabric}`,
        request: {
          task: { kind: 'producerConsumer', parameters: { items: 5 } },
          primitive: 'QUEUE',
          fabric,
          workers: 2,
        },
      },
    ]),
  expectations: (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => [
    always(`greeting on ${fabric}`, 'exact', 'one greeting'),
    always(`both ways on ${fabric}`, 'exact', 'child’s and parent’s greeting'),
    always(`messages on ${fabric}`, 'exact', 'Message 0..4 in order'),
  ]),
};
