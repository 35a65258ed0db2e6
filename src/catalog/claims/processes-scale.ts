/** Claim 4 of the unit. */
import type { Claim } from '../../domain/lesson.js';
import { gainOfTwo } from './gain-of-two.js';

export const processesScale: Claim = {
  id: 'processes-scale',
  number: 4,
  sentence: 'CPU-bound processes scale with cores. (The unit prints the opposite.)',
  rule: 'CONFIRMED when two processes are faster with the whole interval above 1.2; REFUTED when all of it is below, though nothing disturbed the runs and the work took no more processor time than alone.',
  explanation:
    'Each process has an interpreter of its own, and nothing that they would have to take turns at. On two free cores two of them compute at the same time, so the work takes half as long. The unit’s printed times show no difference; on a machine with two free cores that cannot be reproduced.',
  untestable({ cores, fabrics }) {
    if (!fabrics.includes('PROCESSES')) return 'There can be no worker processes on this host.';
    return cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`;
  },
  ...gainOfTwo('two processes', 'PROCESSES'),
};
