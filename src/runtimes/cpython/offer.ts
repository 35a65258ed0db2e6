/**
 * What the harness has of the catalogue: for each task, the fabrics, and for each of those the primitives, where
 * it is not all that the task takes. A task that is not named here has no twin in `harness/tasks`.
 */
import { START_METHODS, type Fabric, type Primitive, type StartMethod } from '../../domain/experiment.js';
import type { RuntimeOffer, TaskOffer } from '../../domain/plan.js';
import type { PythonFacts } from './probe.js';

const ON_ALL = ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'] as const;
const SIDE_BY_SIDE = ['THREADS', 'PROCESSES'] as const;
const TOGETHER = ['THREADS', 'PROCESSES', 'ASYNC'] as const;

function on(fabrics: readonly Fabric[], ...primitives: readonly Primitive[]): TaskOffer {
  return Object.fromEntries(fabrics.map((fabric) => [fabric, primitives]));
}

const TASKS: Readonly<Record<string, TaskOffer>> = {
  countdown: on(ON_ALL, 'NONE'),
  factorial: on(ON_ALL, 'NONE'),
  primes: on(ON_ALL, 'NONE'),
  matmul: on(ON_ALL, 'NONE'),
  headcount: on(ON_ALL, 'NONE'),
  ioWait: on(ON_ALL, 'NONE'),
  download: on(ON_ALL, 'NONE'),
  fileRead: on(ON_ALL, 'LOCK', 'NONE'),
  printLines: on(ON_ALL, 'NONE'),
  identity: on(ON_ALL, 'NONE'),
  lifecycle: on(SIDE_BY_SIDE, 'NONE'),
  startUp: on(['SERIAL'], 'NONE'),
  ticker: on(TOGETHER, 'NONE'),
  convoy: on(TOGETHER, 'NONE'),
  // asyncio has no RLock, and nothing in Python is a counter that needs no lock.
  counter: { ...on(['THREADS', 'PROCESSES', 'SERIAL'], 'NONE', 'LOCK', 'RLOCK'), ...on(['ASYNC'], 'NONE', 'LOCK') },
  // The count is the interpreter's own, so it needs no lock of ours, and no other process has it.
  refcount: on(['THREADS', 'SERIAL', 'ASYNC'], 'NONE'),
  sharedArrayIncrement: { ...on(['THREADS', 'PROCESSES', 'SERIAL'], 'LOCK', 'NONE'), ...on(['ASYNC'], 'NONE') },
  // Threads of one interpreter do share their lists.
  notShared: on(['PROCESSES'], 'LOCK', 'NONE'),
  readersWriters: on(SIDE_BY_SIDE, 'CONDITION', 'LOCK', 'NONE'),
  semaphoreInside: on(ON_ALL, 'SEMAPHORE', 'BOUNDED_SEMAPHORE'),
  eventWait: on(TOGETHER, 'EVENT'),
  barrierPhases: on(SIDE_BY_SIDE, 'BARRIER'),
  // Python's pipe blocks whoever reads it, and on an event loop nobody may.
  producerConsumer: { ...on(SIDE_BY_SIDE, 'QUEUE', 'PIPE'), ...on(['ASYNC'], 'QUEUE') },
  pingPong: { ...on(SIDE_BY_SIDE, 'QUEUE', 'PIPE'), ...on(['ASYNC'], 'QUEUE') },
  boundedBuffer: on(SIDE_BY_SIDE, 'CONDITION'),
  poolMap: on(['THREAD_POOL', 'PROCESS_POOL'], 'NONE'),
  lockOrder: on(SIDE_BY_SIDE, 'NONE'),
  philosophers: on(SIDE_BY_SIDE, 'NONE'),
  selfDeadlock: on(SIDE_BY_SIDE, 'LOCK', 'RLOCK'),
  crash: on(SIDE_BY_SIDE, 'NONE'),
};

/** Roughly, and so that the lesson of the countdown has the unit's own 50,000,000. */
const SLOWER: ReadonlyMap<string, number> = new Map([
  ['countdown.n', 20],
  ['pingPong.rounds', 20],
  ['producerConsumer.items', 20],
  ['primes.limit', 20],
]);

const NEED_PROCESSES: readonly Fabric[] = ['PROCESSES', 'PROCESS_POOL'];

export function offerOfCPython({ startMethods }: Pick<PythonFacts, 'startMethods'>): RuntimeOffer {
  const reason = 'this build of Python has no multiprocessing.';
  return {
    tasks: new Map(Object.entries(TASKS)),
    slower: SLOWER,
    startMethods: namedMethods(startMethods),
    unavailable: startMethods.length > 0 ? {} : Object.fromEntries(NEED_PROCESSES.map((fabric) => [fabric, reason])),
  };
}

/** Python names the usual one first: `fork` on Linux up to 3.13, `forkserver` from 3.14 on, `spawn` on macOS. */
function namedMethods(startMethods: readonly string[]): readonly StartMethod[] {
  return startMethods.flatMap((name) => START_METHODS.find((method) => method === name.toUpperCase()) ?? []);
}
