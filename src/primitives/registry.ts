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
      readonly values: readonly number[];
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

/** Words of shared memory, whole cache lines. */
export function sizeOfResource(spec: ResourceSpec): number {
  const words = exactSizeOf(spec);
  return Math.ceil(words / LINE_WORDS) * LINE_WORDS;
}

function exactSizeOf(spec: ResourceSpec): number {
  switch (spec.kind) {
    case 'NONE':
    case 'ATOMIC':
      return 0;
    case 'LOCK':
      return LOCK_WORDS;
    case 'RLOCK':
      return RLOCK_WORDS;
    case 'SEMAPHORE':
    case 'BOUNDED_SEMAPHORE':
      return SEMAPHORE_WORDS;
    case 'CONDITION':
      return conditionWords(spec.workers);
    case 'EVENT':
      return EVENT_WORDS;
    case 'BARRIER':
      return BARRIER_WORDS;
    case 'QUEUE':
      return queueWords(spec.capacityBytes);
    case 'PIPE':
      return pipeWords(spec.capacityBytes);
    case 'SHARED_VALUE':
    case 'SHARED_ARRAY':
      return sharedArrayWords(spec.type, spec.values.length);
    case 'WORDS':
      return spec.count;
  }
}

/** Before a round, while no worker looks and all its words are 0. */
export function initializeResource(words: Words, index: number, spec: ResourceSpec): void {
  switch (spec.kind) {
    case 'NONE':
    case 'ATOMIC':
    case 'WORDS':
      return;
    case 'LOCK':
      Lock.initialize(words, index);
      return;
    case 'RLOCK':
      RLock.initialize(words, index);
      return;
    case 'SEMAPHORE':
      Semaphore.initialize(words, index, spec.permits, false);
      return;
    case 'BOUNDED_SEMAPHORE':
      Semaphore.initialize(words, index, spec.permits, true);
      return;
    case 'CONDITION':
      Condition.initialize(words, index, spec.workers);
      return;
    case 'EVENT':
      Event.initialize(words, index);
      return;
    case 'BARRIER':
      Barrier.initialize(words, index, spec.parties);
      return;
    case 'QUEUE':
      Queue.initialize(words, index, spec.capacityBytes, spec.most);
      return;
    case 'PIPE':
      Pipe.initialize(words, index, spec.capacityBytes);
      return;
    case 'SHARED_VALUE':
    case 'SHARED_ARRAY':
      SharedArray.initialize(words, index, spec.type, spec.values);
      return;
  }
}

/** In a worker. */
export function attachResource(words: Words, index: number, spec: ResourceSpec, self: Self): Resource {
  switch (spec.kind) {
    case 'NONE':
    case 'ATOMIC':
      return { kind: spec.kind };
    case 'LOCK':
      return { kind: 'LOCK', lock: new Lock(words, index, self) };
    case 'RLOCK':
      return { kind: 'RLOCK', lock: new RLock(words, index, self) };
    case 'SEMAPHORE':
    case 'BOUNDED_SEMAPHORE':
      return { kind: spec.kind, semaphore: new Semaphore(words, index, self) };
    case 'CONDITION':
      return { kind: 'CONDITION', condition: new Condition(words, index, self) };
    case 'EVENT':
      return { kind: 'EVENT', event: new Event(words, index, self) };
    case 'BARRIER':
      return { kind: 'BARRIER', barrier: new Barrier(words, index, self) };
    case 'QUEUE':
      return { kind: 'QUEUE', queue: new Queue(words, index, self) };
    case 'PIPE':
      return { kind: 'PIPE', open: (end) => Pipe.open(words, index, end, self) };
    case 'SHARED_VALUE':
    case 'SHARED_ARRAY':
      return {
        kind: spec.kind,
        array: new SharedArray(words, index, self, spec.type, spec.values.length, spec.isLocked),
      };
    case 'WORDS':
      return { kind: 'WORDS', words, base: index };
  }
}

/** A lock inside a resource: where it is, and what to call it. */
export interface LockPlace {
  readonly word: number;
  readonly name: string;
}

/** The locks inside a resource that know their owner. */
export function locksOf(spec: ResourceSpec, index: number): readonly LockPlace[] {
  switch (spec.kind) {
    case 'LOCK':
    case 'RLOCK':
      return [{ word: index, name: spec.kind }];
    case 'CONDITION':
      return [{ word: index, name: 'lock of the CONDITION' }];
    case 'BARRIER':
      return [{ word: index, name: 'lock inside the BARRIER' }];
    case 'QUEUE':
      return [
        { word: index, name: 'producers’ lock of the QUEUE' },
        { word: index + LOCK_WORDS, name: 'consumers’ lock of the QUEUE' },
      ];
    case 'SHARED_VALUE':
    case 'SHARED_ARRAY':
      return [{ word: index, name: `lock of the ${spec.kind}` }];
    default:
      return [];
  }
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
      return { kind: 'SHARED_VALUE', type: 'i32', values: [0], isLocked: true };
    case 'SHARED_ARRAY':
      return { kind: 'SHARED_ARRAY', type: 'i32', values: [0], isLocked: true };
  }
}
