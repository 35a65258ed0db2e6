/** The resources of a group as nobody sees them: for those who look at a round from outside, after its end. */
import { attachResource, type Resource } from '../primitives/registry.js';
import type { Self } from '../primitives/self.js';
import type { Arena } from './arena.js';
import type { PlacedGroup } from './assignment.js';

/** A number that no worker has: a lock held by worker −1 would look free. */
const NOBODY_WORKER = 0xffff;

const NOBODY: Self = { worker: NOBODY_WORKER, spins: 0, blockedOn: -1 };

/** The experiment's primitive first, then the task's own. */
export function viewResources(arena: Arena, group: PlacedGroup): readonly Resource[] {
  return group.resources.map(({ spec, index }) => attachResource(arena.words, index, spec, NOBODY));
}
