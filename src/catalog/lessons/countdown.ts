/** Rows 4 to 6. */
import { scaled, sideBySide, type Lesson } from '../../domain/lesson.js';
import { always, ratioBetween } from '../expectations.js';

/** Long enough to measure in Node: the unit's own 50,000,000 take it some 15 ms. */
const N = 1_000_000_000;

const countDown = (
  scale: number,
  fabric: 'SERIAL' | 'THREADS' | 'PROCESSES',
  workers: number,
  runtime: 'node' | 'node-gil' = 'node',
) => ({
  task: { kind: 'countdown', parameters: { n: scaled(N, scale, 50_000_000) } },
  fabric,
  workers,
  runtime,
  // A host that is disturbed for a second or two shall not decide it.
  repetitions: 9,
});

const exactlyCounted = (label: string) => always(label, 'exact', 'counted to the end');

export const countdown: Lesson = {
  id: 'countdown',
  rows: ['4', '5', '6'],
  title: 'Counting down, alone and in twos',
  doc: 'The unit’s processor work, in one piece, in two threads, in two processes. Node has no global lock, so both halve the time; the unit prints that neither does. Under a global lock (node-gil) two threads gain nothing.',
  programs: (scale) =>
    sideBySide(
      { label: 'one thread', request: countDown(scale, 'SERIAL', 1) },
      { label: 'two threads', request: countDown(scale, 'THREADS', 2) },
      { label: 'two processes', request: countDown(scale, 'PROCESSES', 2) },
      { label: 'one thread under the lock', request: countDown(scale, 'SERIAL', 1, 'node-gil') },
      { label: 'two threads under the lock', request: countDown(scale, 'THREADS', 2, 'node-gil') },
    ),
  expectations: [
    exactlyCounted('one thread'),
    exactlyCounted('two threads'),
    exactlyCounted('two processes'),
    exactlyCounted('one thread under the lock'),
    exactlyCounted('two threads under the lock'),
    {
      needs: 'NO_GIL',
      ...ratioBetween(
        'one thread',
        'two threads',
        1.5,
        2.2,
        'about 2.0× without a global lock (the unit’s Python: no gain)',
      ),
    },
    {
      needs: 'GIL',
      ...ratioBetween(
        'one thread under the lock',
        'two threads under the lock',
        0.8,
        1.15,
        'about 1.0× with a global lock: no gain from threads',
      ),
    },
    ratioBetween('one thread', 'two processes', 1.5, 2.2, 'about 2.0× (the unit prints: no gain)'),
  ],
};
