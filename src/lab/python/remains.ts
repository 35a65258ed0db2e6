/**
 * What a round on another interpreter left, put into memory here, so that the catalogue's judges find what they
 * find after a round of our own: nothing is judged in two languages.
 */
import type { PlacedGroup } from '../../fabric/assignment.js';
import { SabMemory } from '../../fabric/memory/sab-memory.js';
import {
  attachResource,
  initializeResource,
  sizeOfResource,
  type Resource,
  type ResourceSpec,
} from '../../primitives/registry.js';
import type { Self } from '../../primitives/self.js';
import { LINE_WORDS, type Words } from '../../primitives/words.js';
import type { Left } from '../../runtimes/cpython/protocol.js';

/** Looks on when all are through, and never waits. */
const NOBODY: Self = { worker: 0xffff, spins: 0, blockedOn: -1 };

/**
 * @param left one entry for each of the group's resources, the experiment's primitive first; what is missing is
 * as it was at the start
 * @throws when it does not fit what it is of
 */
export function viewRemains({ resources }: PlacedGroup, left: readonly Left[]): readonly Resource[] {
  const specs = resources.map(({ spec }, index) => withRemains(spec, left[index] ?? null));
  const sizes = specs.map(sizeOfResource);
  // The first line is nobody's: there is no resource at index 0.
  const words = SabMemory.create(4 * (LINE_WORDS + sizes.reduce((sum, size) => sum + size, 0))).words();
  let next = LINE_WORDS;
  return specs.map((spec, index) => {
    const at = next;
    next += sizes[index] ?? 0;
    initializeResource(words, at, spec);
    const resource = attachResource(words, at, spec, NOBODY);
    settle(resource, words, left[index] ?? null);
    return resource;
  });
}

/** What a resource can begin with, it begins with as it was left. */
function withRemains(spec: ResourceSpec, left: Left): ResourceSpec {
  if ((spec.kind === 'SEMAPHORE' || spec.kind === 'BOUNDED_SEMAPHORE') && typeof left === 'number') {
    return { ...spec, permits: left };
  }
  if ((spec.kind === 'SHARED_VALUE' || spec.kind === 'SHARED_ARRAY') && Array.isArray(left)) {
    return { ...spec, values: left.slice(0, spec.length) };
  }
  return spec;
}

function settle(resource: Resource, words: Words, left: Left): void {
  if (resource.kind === 'EVENT' && left === true) resource.event.set();
  if (resource.kind === 'WORDS' && Array.isArray(left)) {
    for (const [index, value] of left.entries()) words.store(resource.base + index, value);
  }
}
