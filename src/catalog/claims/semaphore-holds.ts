/** Claim 7 of the unit. */
import { plainFigure, type Claim } from '../../domain/lesson.js';

export const semaphoreHolds: Claim = {
  id: 'semaphore-holds',
  number: 7,
  sentence: 'A semaphore of k never lets k + 1 in.',
  rule: 'CONFIRMED when in no round more were inside than there are permits; REFUTED when in any there were.',
  explanation:
    'A semaphore is a number of permits. Taking one is a single step that never goes below zero, so there can be no more holders than permits, however many come at once.',
  untestable: () => null,
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) =>
      [1, 2, 3].map((permits) => ({
        label: `${permits} on ${fabric}`,
        request: {
          task: { kind: 'semaphoreInside', parameters: { steps: 50, holdMs: 0 } },
          primitive: 'SEMAPHORE',
          options: { permits },
          fabric,
          workers: 6,
          repetitions: 10,
        },
      })),
    ),
  judge(resultOf) {
    const results = ['THREADS', 'PROCESSES'].flatMap((fabric) => [1, 2, 3].map((k) => resultOf(`${k} on ${fabric}`)));
    const rounds = results.flatMap((result) => result.rounds);
    const broken = rounds.filter((round) => round.result === 'too many inside').length;
    const isComplete = results.every(({ state }) => state === 'SUCCEEDED');
    return {
      verdict: broken > 0 ? 'REFUTED' : isComplete ? 'CONFIRMED' : 'NOT_REPRODUCED_HERE',
      figures: [plainFigure('rounds with too many inside', broken, `of ${rounds.length}`)],
      reason: `In ${broken} of ${rounds.length} rounds, of 300 entries each, more were inside than there were permits.`,
    };
  },
};
