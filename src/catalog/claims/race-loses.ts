/** Claim 5 of the unit. */
import { plainFigure, type Claim, type Figure, type RoundOutcome } from '../../domain/lesson.js';
import { boundOfNoneSeen } from '../../stats/none-seen.js';

const RACE = {
  task: { kind: 'counter', parameters: { increments: 1_000_000 } },
  primitive: 'NONE',
  workers: 2,
  repetitions: 10,
};

/** Shown beside the verdict, which is about threads. */
const PROCESSES = 'processes';
const UNDER_THE_LOCK = [
  { label: 'threads under a global interpreter lock', step: 'PLAIN' },
  { label: 'the same, with a call inside the increment', step: 'CALL' },
] as const;

const lostIn = (rounds: readonly RoundOutcome[]): number =>
  rounds.reduce((sum, { lostUpdates = 0 }) => sum + lostUpdates, 0);

export const raceLoses: Claim = {
  id: 'race-loses',
  number: 5,
  sentence: 'Unlocked `counter += 1` from two threads loses updates.',
  rule: 'CONFIRMED when two threads lost any update of a counter without a lock. None seen is not safe: then the share of rounds that lose has its 95 % bound, about 3 in the number of rounds. What processes lose in shared memory, and threads under a global interpreter lock, is shown with it.',
  explanation:
    '`counter += 1` reads the counter, adds, and writes it back. When another worker writes in between, its update is overwritten and lost. Whether that happens depends on the moment: that it did not happen today says little about tomorrow. Under a global interpreter lock it depends on where the lock may pass on: CPython from 3.10 on does not let it go inside of `counter += 1`, and loses nothing; with a function call inside, it does. CPython 3.8 and 3.9 let it go anywhere, and lose.',
  untestable: ({ cores }) => (cores >= 2 ? null : `Two workers cannot run at once on ${cores} core.`),
  programs: () => [
    { label: 'threads', request: { ...RACE, fabric: 'THREADS' } },
    { label: PROCESSES, request: { ...RACE, fabric: 'PROCESSES' } },
    ...UNDER_THE_LOCK.map(({ label, step }) => ({
      label,
      request: {
        ...RACE,
        task: { kind: 'counter', parameters: { ...RACE.task.parameters, step } },
        fabric: 'THREADS',
        runtime: 'node-gil',
      },
    })),
  ],
  judge(resultOf) {
    const { rounds } = resultOf('threads');
    const lost = lostIn(rounds);
    const losing = rounds.filter((round) => (round.lostUpdates ?? 0) > 0).length;
    const bound = boundOfNoneSeen(Math.max(1, rounds.length));
    const lostBy = (label: string): Figure =>
      plainFigure(`lost updates: ${label}`, lostIn(resultOf(label).rounds), 'updates');
    const beside = [PROCESSES, ...UNDER_THE_LOCK.map(({ label }) => label)].map(lostBy);
    const [byProcesses] = beside;
    const seen =
      lost > 0
        ? `Two threads lost ${lost} updates, in ${losing} of ${rounds.length} rounds.`
        : `Two threads lost none in ${rounds.length} rounds, so at most ${(100 * bound).toFixed(0)} % of rounds lose some, with 95 % confidence.`;
    return {
      verdict: lost > 0 ? 'CONFIRMED' : 'NOT_REPRODUCED_HERE',
      figures: [
        plainFigure('lost updates', lost, 'updates'),
        plainFigure('rounds that lost some', losing, `of ${rounds.length}`),
        ...beside,
      ],
      reason: `${seen} Two processes lost ${byProcesses?.value ?? 0} in shared memory.`,
    };
  },
};
