/** Claim 11 of the unit. */
import type { Claim } from '../../domain/lesson.js';

export const memoryNotShared: Claim = {
  id: 'memory-not-shared',
  number: 11,
  sentence: 'Processes do not share ordinary memory; a Value and an Array are shared.',
  rule: 'CONFIRMED when nothing that processes append to an ordinary list arrives in the parent, and all that they add to a shared value and array does.',
  explanation:
    'A child process begins with memory of its own. What it changes there nobody else sees, lock or no lock. Only memory that was made to be shared, as a Value or an Array, is one and the same for all.',
  untestable: () => null,
  programs: () => [
    {
      label: 'list',
      request: {
        task: { kind: 'notShared', parameters: { appends: 5 } },
        primitive: 'LOCK',
        fabric: 'PROCESSES',
        workers: 3,
      },
    },
    {
      label: 'value and array',
      request: {
        task: { kind: 'sharedArrayIncrement', parameters: { increments: 5 } },
        primitive: 'LOCK',
        fabric: 'PROCESSES',
        workers: 3,
      },
    },
  ],
  judge(resultOf) {
    const isListOwn = resultOf('list').rounds.every((round) => round.result === 'not shared');
    const isArrayShared = resultOf('value and array').rounds.every((round) => round.result === 'exact');
    const isComplete = ['list', 'value and array'].every((label) => resultOf(label).state === 'SUCCEEDED');
    return {
      verdict: !isComplete ? 'NOT_REPRODUCED_HERE' : isListOwn && isArrayShared ? 'CONFIRMED' : 'REFUTED',
      figures: [],
      reason: `Of the list ${resultOf('list').rounds[0]?.observed}; the value and the array ended as ${resultOf('value and array').rounds[0]?.observed}.`,
    };
  },
};
