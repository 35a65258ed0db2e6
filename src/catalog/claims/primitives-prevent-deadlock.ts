/** Claim 12 of the unit. */
import type { Claim } from '../../domain/lesson.js';

export const primitivesPreventDeadlock: Claim = {
  id: 'primitives-prevent-deadlock',
  number: 12,
  sentence: 'Synchronisation primitives prevent deadlocks.',
  rule: 'REFUTED when locks taken in opposite order, or a lock taken twice by its owner, deadlock.',
  explanation:
    'A lock keeps workers from getting in each other’s way, and that is how they can wait for each other for ever: each holds what the other wants. What prevents a deadlock is an order in which all take their locks; and for a lock taken twice by its owner, a lock that knows its owner.',
  untestable: () => null,
  programs: () =>
    (['THREADS', 'PROCESSES'] as const).flatMap((fabric) => {
      const once = { fabric, repetitions: 1, warmup: 0 };
      const inOrder = (order: 'OPPOSITE' | 'SAME', rounds: number) => ({
        task: { kind: 'lockOrder', parameters: { order, rounds } },
        workers: 2,
        ...once,
      });
      const twice = (primitive: 'LOCK' | 'RLOCK') => ({
        task: { kind: 'selfDeadlock', parameters: {} },
        primitive,
        workers: 1,
        ...once,
      });
      return [
        { label: `opposite order on ${fabric}`, request: inOrder('OPPOSITE', 1000) },
        { label: `same order on ${fabric}`, request: inOrder('SAME', 20) },
        { label: `LOCK twice on ${fabric}`, request: twice('LOCK') },
        { label: `RLOCK twice on ${fabric}`, request: twice('RLOCK') },
      ];
    }),
  judge(resultOf) {
    const states = (kind: string): readonly string[] =>
      ['THREADS', 'PROCESSES'].map((fabric) => resultOf(`${kind} on ${fabric}`).state);
    const isStuck = ['opposite order', 'LOCK twice'].every((kind) =>
      states(kind).every((state) => state === 'DEADLOCKED'),
    );
    const isFree = ['same order', 'RLOCK twice'].every((kind) => states(kind).every((state) => state === 'SUCCEEDED'));
    const said = resultOf('opposite order on THREADS').failure?.message ?? 'Nothing was stuck.';
    return {
      verdict: isStuck && isFree ? 'REFUTED' : 'NOT_REPRODUCED_HERE',
      figures: [],
      reason: `${said} In the same order, and with an RLock, ${isFree ? 'all came to their end' : 'something went wrong'}.`,
    };
  },
};
