/** Claim 6: a lock makes the counter exact, and costs. */
import { plainFigure, sideBySide, type Claim } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

const counter = (primitive: 'LOCK' | 'NONE', fabric: 'THREADS' | 'PROCESSES') => ({
  label: `${primitive} on ${fabric}`,
  request: {
    task: { kind: 'counter', parameters: { increments: 200_000 } },
    primitive,
    fabric,
    workers: 2,
    repetitions: 10,
  },
});

export const lockMakesExact: Claim = {
  id: 'lock-makes-exact',
  number: 6,
  sentence: 'A lock makes a shared counter exact, and costs time.',
  rule: 'CONFIRMED when no update is lost under the lock in any round, and the unlocked counter is faster with its whole interval above 1.',
  explanation:
    'An increment is a read, an addition and a write. A lock lets one worker do all three before another may begin, so ' +
    'no update can be overwritten. The price is the lock itself, and the waiting: workers that could have run at once ' +
    'now take turns.',
  untestable: () => null,
  programs: () => [
    ...sideBySide(counter('LOCK', 'THREADS'), counter('NONE', 'THREADS')),
    ...sideBySide(counter('LOCK', 'PROCESSES'), counter('NONE', 'PROCESSES')),
  ],
  judge(resultOf) {
    const locked = [resultOf('LOCK on THREADS'), resultOf('LOCK on PROCESSES')];
    const lost = locked
      .flatMap(({ rounds }) => rounds.map((round) => round.lostUpdates ?? 0))
      .reduce((a, b) => a + b, 0);
    const isComplete = locked.every(({ state }) => state === 'SUCCEEDED');
    const costs = [
      speedup(resultOf, 'LOCK on THREADS', 'NONE on THREADS'),
      speedup(resultOf, 'LOCK on PROCESSES', 'NONE on PROCESSES'),
    ];
    const isDearer = costs.every(({ low }) => low !== null && low > 1);
    const figures = [plainFigure('updates lost under the lock', lost, 'updates'), ...costs];
    if (!isComplete) return { verdict: 'NOT_REPRODUCED_HERE', figures, reason: 'Not every run came to its end.' };
    const cost = costs.map(({ value }) => `${value.toFixed(1)}×`).join(' and ');
    return {
      verdict: lost === 0 && isDearer ? 'CONFIRMED' : lost > 0 ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures,
      reason: `${lost} updates were lost under the lock; with it, the counter took ${cost} as long on threads and processes.`,
    };
  },
};
