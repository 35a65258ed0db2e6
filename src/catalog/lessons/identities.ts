/** Rows 21 to 23. */
import { scaled, type Lesson } from '../../domain/lesson.js';
import { exactly } from '../expectations.js';

/** All five must be there at once, on a busy host too. */
const LEAST_HOLD_MS = 500;

export const identities: Lesson = {
  id: 'identities',
  rows: ['21', '22', '23'],
  title: 'Who is who',
  doc: 'Five workers tell who they are, and stay for a second: five threads of one process, or five processes.',
  programs: (scale) =>
    (['THREADS', 'PROCESSES'] as const).map((fabric) => ({
      label: fabric,
      request: {
        task: { kind: 'identity', parameters: { holdMs: scaled(1000, scale, LEAST_HOLD_MS) } },
        fabric,
        workers: 5,
        repetitions: 1,
        warmup: 0,
      },
    })),
  expectations: [
    exactly('THREADS', '5 distinct in 1 process, at most 5 at once'),
    exactly('PROCESSES', '5 distinct in 5 processes, at most 5 at once'),
  ],
};
