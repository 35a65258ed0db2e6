import type { Self } from '../../src/primitives/self.js';

/** A worker's self that tells nobody what it sleeps on. */
export function as(worker: number, spins = 0): Self {
  return { worker, spins, blockedOn: -1 };
}
