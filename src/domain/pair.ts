/** Two experiments that are compared: whether they may be, before their rounds are interleaved. */
import type { Plan } from './experiment.js';
import type { Problem } from './problem.js';

/** @returns every reason why round i of the one would not be beside round i of the other; none where they pair */
export function checkPair(base: Plan, other: Plan): readonly Problem[] {
  return (['repetitions', 'warmup', 'precision'] as const).flatMap((field) => {
    const [own, theirs] = [base[field] ?? 'none', other[field] ?? 'none'];
    if (own === theirs) return [];
    const message = `Both need the same ${field}, so that their rounds pair; these are ${own} and ${theirs}.`;
    return [{ path: `otherId.${field}`, code: 'CONFLICT' as const, message }];
  });
}
