/** Claim 3 of the unit. */
import { sideBySide, type Claim } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

const WAITS = { task: { kind: 'ioWait', parameters: { milliseconds: 100 } }, workers: 5, repetitions: 9 };

export const ioThreadsOverlap: Claim = {
  id: 'io-threads-overlap',
  number: 3,
  sentence: 'I/O-bound threads overlap.',
  rule: 'CONFIRMED when five threads wait at least four times faster than the same waits one by one; REFUTED when the whole interval is below 1.5.',
  explanation:
    'A thread that waits for a disk or a network needs no processor. Five of them wait at the same time, so all are done after one wait and not after five.',
  untestable: () => null,
  programs: () =>
    sideBySide(
      { label: 'one by one', request: { ...WAITS, fabric: 'SERIAL' } },
      { label: 'five threads', request: { ...WAITS, fabric: 'THREADS' } },
    ),
  judge(resultOf) {
    const gain = speedup(resultOf, 'one by one', 'five threads');
    return {
      verdict: gain.value >= 4 ? 'CONFIRMED' : (gain.high ?? Infinity) < 1.5 ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [gain],
      reason: `Five threads waited ${gain.value.toFixed(2)}× faster than one by one.`,
    };
  },
};
