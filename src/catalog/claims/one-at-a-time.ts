/** Claim 1 of the unit: it needs a runtime with a global lock, which this host's lab does not have yet. */
import type { Claim } from '../../domain/lesson.js';

export const oneAtATime: Claim = {
  id: 'one-at-a-time',
  number: 1,
  sentence: 'Under the interpreter lock only one thread runs interpreter code at a time, and I/O releases it.',
  rule: 'Needs a runtime with a global interpreter lock; Node.js has none.',
  explanation:
    'The interpreter guards its own state with one lock. A thread holds it while it runs code, and gives it back when it waits for a disk or a network; so threads take turns at computing and wait side by side.',
  untestable: () =>
    'The lab has no runtime with a global interpreter lock: Node.js, which it has, runs threads without one.',
  programs: () => [],
  judge: () => ({ verdict: 'NOT_REPRODUCED_HERE', figures: [], reason: 'Nothing was run.' }),
};
