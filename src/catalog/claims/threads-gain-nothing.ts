/** Claim 2 of the unit: it needs a runtime with a global lock, which this host's lab does not have yet. */
import type { Claim } from '../../domain/lesson.js';

export const threadsGainNothing: Claim = {
  id: 'threads-gain-nothing',
  number: 2,
  sentence: 'CPU-bound threads gain nothing under the interpreter lock, or lose.',
  rule: 'Needs a runtime with a global interpreter lock; Node.js has none.',
  explanation:
    'Two threads that only compute both want the one lock all the time. They take turns, which is no faster than one of them alone, and pay for the turns.',
  untestable: () =>
    'The lab has no runtime with a global interpreter lock: Node.js, which it has, runs threads without one.',
  programs: () => [],
  judge: () => ({ verdict: 'NOT_REPRODUCED_HERE', figures: [], reason: 'Nothing was run.' }),
};
