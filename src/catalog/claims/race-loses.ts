/** Claim 5 of the unit. */
import type { Claim } from '../../domain/lesson.js';
import { boundOfNoneSeen } from '../../stats/none-seen.js';

const RACE = {
  task: { kind: 'counter', parameters: { increments: 1_000_000 } },
  primitive: 'NONE',
  workers: 2,
  repetitions: 10,
};

export const raceLoses: Claim = {
  id: 'race-loses',
  number: 5,
  sentence: 'Unlocked increments by two workers lose updates.',
  rule: 'CONFIRMED when any update was lost in shared memory without a lock. None seen is not safe: then the share of rounds that lose has its 95 % bound, about 3 in the number of rounds.',
  explanation:
    '`counter += 1` reads the counter, adds, and writes it back. When another worker writes in between, its update is overwritten and lost. Whether that happens depends on the moment: that it did not happen today says little about tomorrow.',
  untestable: ({ cores }) => (cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`),
  programs: () => [
    { label: 'threads', request: { ...RACE, fabric: 'THREADS' } },
    { label: 'processes', request: { ...RACE, fabric: 'PROCESSES' } },
  ],
  judge(resultOf) {
    const rounds = ['threads', 'processes'].flatMap((label) => resultOf(label).rounds);
    const lost = rounds.reduce((sum, round) => sum + (round.lostUpdates ?? 0), 0);
    const losing = rounds.filter((round) => (round.lostUpdates ?? 0) > 0).length;
    const bound = boundOfNoneSeen(Math.max(1, rounds.length));
    return {
      verdict: lost > 0 ? 'CONFIRMED' : 'NOT_REPRODUCED_HERE',
      figures: [
        { name: 'lost updates', value: lost, low: null, high: null, unit: 'updates' },
        { name: 'rounds that lost some', value: losing, low: null, high: null, unit: `of ${rounds.length}` },
      ],
      reason:
        lost > 0
          ? `${lost} updates were lost, in ${losing} of ${rounds.length} rounds.`
          : `None was lost in ${rounds.length} rounds, so at most ${(100 * bound).toFixed(0)} % of rounds lose some, with 95 % confidence.`,
    };
  },
};
