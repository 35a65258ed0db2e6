/**
 * What the harness has of the catalogue: for each task, the fabrics, and for each of those the primitives, where
 * it is not all that the task takes. A task that is not named here has no twin in `harness/tasks`.
 */
import type { Fabric, Primitive } from '../../domain/experiment.js';
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

/** The unit's own countdown, and what takes some seconds. */
const MOST: ReadonlyMap<string, number> = new Map([
  ['countdown.n', 50_000_000],
  ['pingPong.rounds', 5_000],
  ['producerConsumer.items', 20_000],
  ['primes.limit', 200_000],
]);

const NEED_PROCESSES: readonly Fabric[] = ['PROCESSES', 'PROCESS_POOL'];

export function offerOfCPython({ startMethods }: Pick<PythonFacts, 'startMethods'>): RuntimeOffer {
  const reason = 'this build of Python has no multiprocessing.';
  return {
    tasks: new Map(Object.entries(TASKS)),
    most: MOST,
    unavailable: startMethods.length > 0 ? {} : Object.fromEntries(NEED_PROCESSES.map((fabric) => [fabric, reason])),
  };
}

/** Fork where there is one, as the programs of the unit: it is what Python itself did up to 3.13 on Linux. */
export function startMethodOf({ startMethods }: PythonFacts): string {
  return startMethods.includes('fork') ? 'fork' : (startMethods[0] ?? 'spawn');
}
