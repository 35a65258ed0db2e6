/**
 * What shared memory can be made of: each resource with its size, its beginning, and how a worker gets hold of
 * it. Experiments choose one by its `Primitive`; tasks may ask for more of their own.
 */
import type { Primitive, PrimitiveOptions } from '../domain/experiment.js';
import { Barrier, BARRIER_WORDS } from './barrier.js';
import { Condition, conditionWords } from './condition.js';
import { Event, EVENT_WORDS } from './event.js';
import { Lock, LOCK_WORDS, ownerOf } from './lock.js';
import { Pipe, pipeWords, type End } from './pipe.js';
import { Queue, queueWords } from './queue.js';
import { RLock, RLOCK_WORDS } from './rlock.js';
import type { Self } from './self.js';
import { Semaphore, SEMAPHORE_WORDS } from './semaphore.js';
import { SharedArray, sharedArrayWords, type ElementType } from './shared-array.js';
import { LINE_WORDS, type Words } from './words.js';

export type ResourceSpec =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'ATOMIC' }
  | { readonly kind: 'LOCK' }
  | { readonly kind: 'RLOCK' }
  | { readonly kind: 'SEMAPHORE' | 'BOUNDED_SEMAPHORE'; readonly permits: number }
  | { readonly kind: 'CONDITION'; readonly workers: number }
  | { readonly kind: 'EVENT' }
  | { readonly kind: 'BARRIER'; readonly parties: number }
  | { readonly kind: 'QUEUE'; readonly capacityBytes: number; readonly most: number }
  | { readonly kind: 'PIPE'; readonly capacityBytes: number }
  | {
      readonly kind: 'SHARED_VALUE' | 'SHARED_ARRAY';
      readonly type: ElementType;
      readonly length: number;
      /** What it begins with; all 0 where it is not said. */
      readonly values?: readonly number[];
      readonly isLocked: boolean;
    }
  /** Bare words, all 0. */
  | { readonly kind: 'WORDS'; readonly count: number };

/** What a worker is given of a resource. */
export type Resource =
  /** ATOMIC is a way to treat words, so it carries nothing. */
  | { readonly kind: 'NONE' | 'ATOMIC' }
  | { readonly kind: 'LOCK'; readonly lock: Lock }
  | { readonly kind: 'RLOCK'; readonly lock: RLock }
  | { readonly kind: 'SEMAPHORE' | 'BOUNDED_SEMAPHORE'; readonly semaphore: Semaphore }
  | { readonly kind: 'CONDITION'; readonly condition: Condition }
  | { readonly kind: 'EVENT'; readonly event: Event }
  | { readonly kind: 'BARRIER'; readonly barrier: Barrier }
  | { readonly kind: 'QUEUE'; readonly queue: Queue }
  | { readonly kind: 'PIPE'; open(end: End): Pipe }
  | { readonly kind: 'SHARED_VALUE' | 'SHARED_ARRAY'; readonly array: SharedArray }
  | { readonly kind: 'WORDS'; readonly words: Words; readonly base: number };

/** A lock inside a resource: where it is, and what to call it. */
export interface LockPlace {
  readonly word: number;
  readonly name: string;
}

interface Entry<K extends ResourceSpec['kind']> {
  readonly size: (spec: SpecOf<K>) => number;
  readonly initialize: (words: Words, index: number, spec: SpecOf<K>) => void;
  readonly attach: (words: Words, index: number, spec: SpecOf<K>, self: Self) => Resource;
  /** The locks inside that know their owner, from the resource's first word on. */
  readonly locks: readonly LockPlace[];
}
type SpecOf<K extends ResourceSpec['kind']> = ResourceSpec & { readonly kind: K };

const nothing = (): void => {};

/** A new primitive is a file of its own and an entry here. */
const ENTRIES: { readonly [K in ResourceSpec['kind']]: Entry<K> } = {
  NONE: { size: () => 0, initialize: nothing, attach: () => ({ kind: 'NONE' }), locks: [] },
  ATOMIC: { size: () => 0, initialize: nothing, attach: () => ({ kind: 'ATOMIC' }), locks: [] },
  WORDS: {
    size: ({ count }) => count,
    initialize: nothing,
    attach: (words, base) => ({ kind: 'WORDS', words, base }),
    locks: [],
  },
  LOCK: {
    size: () => LOCK_WORDS,
    initialize: (words, index) => Lock.initialize(words, index),
    attach: (words, index, _spec, self) => ({ kind: 'LOCK', lock: new Lock(words, index, self) }),
    locks: [{ word: 0, name: 'LOCK' }],
  },
  RLOCK: {
    size: () => RLOCK_WORDS,
    initialize: (words, index) => RLock.initialize(words, index),
    attach: (words, index, _spec, self) => ({ kind: 'RLOCK', lock: new RLock(words, index, self) }),
    locks: [{ word: 0, name: 'RLOCK' }],
  },
  SEMAPHORE: {
    size: () => SEMAPHORE_WORDS,
    initialize: (words, index, { permits }) => Semaphore.initialize(words, index, permits, false),
    attach: (words, index, _spec, self) => ({ kind: 'SEMAPHORE', semaphore: new Semaphore(words, index, self) }),
    locks: [],
  },
  BOUNDED_SEMAPHORE: {
    size: () => SEMAPHORE_WORDS,
    initialize: (words, index, { permits }) => Semaphore.initialize(words, index, permits, true),
    attach: (words, index, _spec, self) => ({
      kind: 'BOUNDED_SEMAPHORE',
      semaphore: new Semaphore(words, index, self),
    }),
    locks: [],
  },
  CONDITION: {
    size: ({ workers }) => conditionWords(workers),
    initialize: (words, index, { workers }) => Condition.initialize(words, index, workers),
    attach: (words, index, _spec, self) => ({ kind: 'CONDITION', condition: new Condition(words, index, self) }),
    locks: [{ word: 0, name: 'lock of the CONDITION' }],
  },
  EVENT: {
    size: () => EVENT_WORDS,
    initialize: (words, index) => Event.initialize(words, index),
    attach: (words, index, _spec, self) => ({ kind: 'EVENT', event: new Event(words, index, self) }),
    locks: [],
  },
  BARRIER: {
    size: () => BARRIER_WORDS,
    initialize: (words, index, { parties }) => Barrier.initialize(words, index, parties),
    attach: (words, index, _spec, self) => ({ kind: 'BARRIER', barrier: new Barrier(words, index, self) }),
    locks: [{ word: 0, name: 'lock inside the BARRIER' }],
  },
  QUEUE: {
    size: ({ capacityBytes }) => queueWords(capacityBytes),
    initialize: (words, index, { capacityBytes, most }) => Queue.initialize(words, index, capacityBytes, most),
    attach: (words, index, _spec, self) => ({ kind: 'QUEUE', queue: new Queue(words, index, self) }),
    locks: [
      { word: 0, name: 'producers’ lock of the QUEUE' },
      { word: LOCK_WORDS, name: 'consumers’ lock of the QUEUE' },
    ],
  },
  PIPE: {
    size: ({ capacityBytes }) => pipeWords(capacityBytes),
    initialize: (words, index, { capacityBytes }) => Pipe.initialize(words, index, capacityBytes),
    attach: (words, index, _spec, self) => ({ kind: 'PIPE', open: (end) => Pipe.open(words, index, end, self) }),
    locks: [],
  },
  SHARED_VALUE: createArrayEntry('SHARED_VALUE'),
  SHARED_ARRAY: createArrayEntry('SHARED_ARRAY'),
};

function createArrayEntry<K extends 'SHARED_VALUE' | 'SHARED_ARRAY'>(kind: K): Entry<K> {
  return {
    size: ({ type, length }) => sharedArrayWords(type, length),
    initialize: (words, index, { type, values = [] }) => SharedArray.initialize(words, index, type, values),
    attach: (words, index, { type, length, isLocked }, self) => ({
      kind,
      array: new SharedArray(words, index, self, type, length, isLocked),
    }),
    locks: [{ word: 0, name: `lock of the ${kind}` }],
  };
}

/** The table is right for each kind by its type; which kind a given spec is, only the spec knows. */
function entryOf(spec: ResourceSpec): Entry<ResourceSpec['kind']> {
  return ENTRIES[spec.kind] as Entry<ResourceSpec['kind']>;
}

/** Words of shared memory, whole cache lines. */
export function sizeOfResource(spec: ResourceSpec): number {
  return Math.ceil(entryOf(spec).size(spec) / LINE_WORDS) * LINE_WORDS;
}

/** Before a round, while no worker looks and all its words are 0. */
export function initializeResource(words: Words, index: number, spec: ResourceSpec): void {
  entryOf(spec).initialize(words, index, spec);
}

/** In a worker. */
export function attachResource(words: Words, index: number, spec: ResourceSpec, self: Self): Resource {
  return entryOf(spec).attach(words, index, spec, self);
}

/** The locks inside a resource at this place that know their owner. */
export function locksOf(spec: ResourceSpec, index: number): readonly LockPlace[] {
  return entryOf(spec).locks.map(({ word, name }) => ({ word: index + word, name }));
}

/** A task's own words. @throws when the resource is something else */
export function wordsOf(resource: Resource | undefined): { readonly words: Words; readonly base: number } {
  if (resource?.kind !== 'WORDS') throw new TypeError(`Words were expected, and not ${resource?.kind ?? 'nothing'}.`);
  return resource;
}

/** A task's own lock. @throws when the resource is something else */
export function lockOf(resource: Resource | undefined): Lock {
  if (resource?.kind !== 'LOCK') throw new TypeError(`A lock was expected, and not ${resource?.kind ?? 'nothing'}.`);
  return resource.lock;
}

/** A task's own queue. @throws when the resource is something else */
export function queueOf(resource: Resource | undefined): Queue {
  if (resource?.kind !== 'QUEUE') throw new TypeError(`A queue was expected, and not ${resource?.kind ?? 'nothing'}.`);
  return resource.queue;
}

/** A task's own array. @throws when the resource is something else */
export function arrayOf(resource: Resource | undefined): SharedArray {
  if (resource?.kind !== 'SHARED_ARRAY' && resource?.kind !== 'SHARED_VALUE') {
    throw new TypeError(`An array was expected, and not ${resource?.kind ?? 'nothing'}.`);
  }
  return resource.array;
}

/** The worker that holds the lock at this word, or null. */
export function lockOwner(words: Words, word: number): number | null {
  return ownerOf(words.load(word));
}

/** What an experiment's choice of a primitive means in memory. */
export function resourceOf(primitive: Primitive, options: PrimitiveOptions, workers: number): ResourceSpec {
  switch (primitive) {
    case 'NONE':
    case 'ATOMIC':
    case 'LOCK':
    case 'RLOCK':
    case 'EVENT':
      return { kind: primitive };
    case 'SEMAPHORE':
    case 'BOUNDED_SEMAPHORE':
      return { kind: primitive, permits: options.permits };
    case 'CONDITION':
      return { kind: 'CONDITION', workers };
    case 'BARRIER':
      return { kind: 'BARRIER', parties: workers };
    case 'QUEUE':
      return { kind: 'QUEUE', capacityBytes: options.capacityBytes, most: options.capacity };
    case 'PIPE':
      return { kind: 'PIPE', capacityBytes: options.capacityBytes };
    case 'SHARED_VALUE':
      return { kind: 'SHARED_VALUE', type: 'i32', length: 1, isLocked: true };
    case 'SHARED_ARRAY':
      return { kind: 'SHARED_ARRAY', type: 'i32', length: 1, isLocked: true };
  }
}
