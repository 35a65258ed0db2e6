/** What the fabric needs to know of each primitive: how much memory, how it begins, how a worker gets a hold. */
import type { Primitive } from '../domain/experiment.js';
import { Lock, LOCK_WORDS, ownerOf } from './lock.js';
import type { Words } from './words.js';

/** What a task is given. ATOMIC is a way to treat the task's own words, so it carries nothing. */
export type PrimitiveHandle =
  { readonly kind: 'NONE' } | { readonly kind: 'LOCK'; readonly lock: Lock } | { readonly kind: 'ATOMIC' };

interface PrimitiveEntry {
  /** Words of shared memory, a multiple of a cache line. */
  readonly words: number;
  /** Before every round, while no worker looks. */
  initialize(words: Words, index: number): void;
  /** In each worker. `spins`: loads before a sleep. */
  attach(words: Words, index: number, worker: number, spins: number): PrimitiveHandle;
  /** The worker that holds it, or null: asked after a death. */
  heldBy(words: Words, index: number): number | null;
}

export const PRIMITIVE_ENTRIES: Readonly<Record<Primitive, PrimitiveEntry>> = {
  NONE: { words: 0, initialize: () => {}, attach: () => ({ kind: 'NONE' }), heldBy: () => null },
  LOCK: {
    words: LOCK_WORDS,
    initialize: (words, index) => Lock.initialize(words, index),
    attach: (words, index, worker, spins) => ({ kind: 'LOCK', lock: new Lock(words, index, worker, spins) }),
    heldBy: (words, index) => ownerOf(words.load(index)),
  },
  ATOMIC: { words: 0, initialize: () => {}, attach: () => ({ kind: 'ATOMIC' }), heldBy: () => null },
};
