/** Claim 13 of the unit. */
import type { Claim } from '../../domain/lesson.js';
import { gainOfTwo } from './gain-of-two.js';

export const noLockThreadsScale: Claim = {
  id: 'no-lock-threads-scale',
  number: 13,
  sentence: 'Without the global lock CPU-bound threads scale.',
  rule: 'CONFIRMED when two threads of a runtime without the lock are faster with the whole interval above 1.2; REFUTED when all of it is below, though nothing disturbed the runs and the work took no more processor time than alone.',
  explanation:
    'What keeps threads of one interpreter from computing at once is only the lock around it. Node.js gives each thread an interpreter of its own and has no such lock, and Python’s free-threaded build (PEP 703) replaces it by many small ones: there, two threads on two cores do twice the work.',
  needs: 'NO_GIL',
  untestable: ({ cores }) => (cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`),
  ...gainOfTwo('two threads', 'THREADS'),
};
