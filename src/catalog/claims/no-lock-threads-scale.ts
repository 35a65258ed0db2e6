/** Claim 13 of the unit. */
import { sideBySide, type Claim } from '../../domain/lesson.js';
import { judgeGain } from '../expectations.js';

/** Rounds of some 100 ms: long beside their start; and many, so that a few disturbed ones do not matter. */
const COUNTDOWN = { task: { kind: 'countdown', parameters: { n: 300_000_000 } }, workers: 2, repetitions: 31 };

export const noLockThreadsScale: Claim = {
  id: 'no-lock-threads-scale',
  number: 13,
  sentence: 'Without the global lock CPU-bound threads scale.',
  rule: 'CONFIRMED when two threads of a runtime without the lock are faster with the whole interval above 1.2; REFUTED when all of it is below, though the work took no more processor time than alone.',
  explanation:
    'What keeps threads of one interpreter from computing at once is only the lock around it. Node.js gives each thread an interpreter of its own and has no such lock, and Python’s free-threaded build (PEP 703) replaces it by many small ones: there, two threads on two cores do twice the work.',
  needs: 'NO_GIL',
  untestable: ({ cores }) => (cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`),
  programs: () =>
    sideBySide(
      { label: 'one after the other', request: { ...COUNTDOWN, fabric: 'SERIAL' } },
      { label: 'two threads', request: { ...COUNTDOWN, fabric: 'THREADS' } },
    ),
  judge(resultOf) {
    const { verdict, figures } = judgeGain(resultOf, 'one after the other', 'two threads', 1.2);
    const gain = figures[0]?.value ?? Number.NaN;
    return { verdict, figures, reason: `Two threads did the work ${gain.toFixed(2)}× as fast as one after the other.` };
  },
};
