/**
 * What can be asked for: the vocabulary of an experiment, and its plan once every word was checked.
 */
import type { Recording } from './recording.js';

export const PRIMITIVES = [
  'NONE',
  'LOCK',
  'RLOCK',
  'SEMAPHORE',
  'BOUNDED_SEMAPHORE',
  'CONDITION',
  'EVENT',
  'BARRIER',
  'QUEUE',
  'PIPE',
  'SHARED_VALUE',
  'SHARED_ARRAY',
  'ATOMIC',
] as const;
/** How workers coordinate. */
export type Primitive = (typeof PRIMITIVES)[number];

export const FABRICS = ['SERIAL', 'ASYNC', 'THREADS', 'PROCESSES', 'THREAD_POOL', 'PROCESS_POOL'] as const;
/** Where workers live. */
export type Fabric = (typeof FABRICS)[number];

/** Its workers take from somebody who gives them work. */
export function isPool(fabric: Fabric): boolean {
  return fabric === 'THREAD_POOL' || fabric === 'PROCESS_POOL';
}

/** How an interpreter starts a process: as a copy of itself, anew, or as a copy of a server that was started anew. */
export const START_METHODS = ['FORK', 'SPAWN', 'FORKSERVER'] as const;
export type StartMethod = (typeof START_METHODS)[number];

/** A whole number, whose unit is in its descriptor, or a word of a closed list. */
export type ParameterValue = number | string;

/** Parameters of a task by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface TaskChoice {
  /** The task kind's name in the catalogue, camelCase. */
  readonly kind: string;
  readonly parameters: Parameters;
}

/** How a primitive, and the interpreter, is made; each heeds what concerns it. */
export interface PrimitiveOptions {
  /** SEMAPHORE, BOUNDED_SEMAPHORE: how many may be inside at once. */
  readonly permits: number;
  /** QUEUE: the most messages that it holds; 0 for as many as fit into its bytes. */
  readonly capacity: number;
  /** QUEUE, PIPE: bytes of its ring, a power of two. */
  readonly capacityBytes: number;
  /**
   * Of the lock of the interpreter, which is the same for all groups: how long a thread that wants it lets the
   * one that has it be, in milliseconds. null where the runtime has no such lock.
   */
  readonly switchIntervalMs: number | null;
  /** Of the group's processes; absent where it starts none, or the runtime has but one way. */
  readonly startMethod?: StartMethod;
}

/** Workers that do the same task in the same place. */
export interface Group {
  readonly task: TaskChoice;
  readonly fabric: Fabric;
  readonly primitive: Primitive;
  readonly options: PrimitiveOptions;
  readonly workers: number;
}

/** A checked experiment: all that the lab needs to run it. Only `planExperiment` makes one. */
export interface Plan {
  /** Started behind one barrier. */
  readonly groups: readonly [Group, ...Group[]];
  readonly runtime: string;
  /** Measured rounds. */
  readonly repetitions: number;
  /** Rounds before them, which do not count. */
  readonly warmup: number;
  /** For the run's own rounds; those of others in its turn do not count. */
  readonly timeoutMs: number;
  /**
   * Rounds are added until the wall time's 95 % interval is at most this part of its median, the time limit is over,
   * or there are as many as there may be. Absent where `repetitions` alone decides.
   */
  readonly precision?: number;
  /** Absent in plans of before there was any: NONE. */
  readonly recording?: Recording;
}

export const LIMITS = {
  nameLength: { max: 200 },
  workers: { min: 1, max: 64 },
  /** Behind one start barrier. */
  groups: { max: 8 },
  repetitions: { min: 1, max: 10_000 },
  warmup: { min: 0, max: 1_000 },
  timeoutMs: { min: 10, max: 86_400_000 },
  permits: { min: 1, max: 1_000 },
  capacity: { min: 0, max: 1_000_000 },
  capacityBytes: { min: 1_024, max: 4_194_304 },
  precision: { min: 0.001, max: 1 },
  switchIntervalMs: { min: 1, max: 1_000 },
  idempotencyKeyLength: { min: 1, max: 200 },
} as const;
