/** The shelf: every task kind that the lab offers. A new kind is a file under `tasks/` and a line here. */
import type { TaskKind } from './task-kind.js';
import { barrierPhases } from './tasks/barrier-phases.js';
import { boundedBuffer } from './tasks/bounded-buffer.js';
import { convoy } from './tasks/convoy.js';
import { countdown } from './tasks/countdown.js';
import { counter } from './tasks/counter.js';
import { crash } from './tasks/crash.js';
import { download } from './tasks/download.js';
import { eventWait } from './tasks/event-wait.js';
import { factorial } from './tasks/factorial.js';
import { fileRead } from './tasks/file-read.js';
import { headcount } from './tasks/headcount.js';
import { identity } from './tasks/identity.js';
import { ioWait } from './tasks/io-wait.js';
import { lifecycle } from './tasks/lifecycle.js';
import { lockOrder } from './tasks/lock-order.js';
import { matmul } from './tasks/matmul.js';
import { notShared } from './tasks/not-shared.js';
import { philosophers } from './tasks/philosophers.js';
import { pingPong } from './tasks/ping-pong.js';
import { poolMap } from './tasks/pool-map.js';
import { primes } from './tasks/primes.js';
import { printLines } from './tasks/print-lines.js';
import { producerConsumer } from './tasks/producer-consumer.js';
import { readersWriters } from './tasks/readers-writers.js';
import { refcount } from './tasks/refcount.js';
import { selfDeadlock } from './tasks/self-deadlock.js';
import { semaphoreInside } from './tasks/semaphore-inside.js';
import { sharedArrayIncrement } from './tasks/shared-array-increment.js';
import { startUp } from './tasks/start-up.js';
import { ticker } from './tasks/ticker.js';

export const TASKS: readonly TaskKind[] = [
  // Processor work.
  countdown,
  factorial,
  primes,
  matmul,
  headcount,
  // Waiting.
  ioWait,
  download,
  fileRead,
  printLines,
  identity,
  lifecycle,
  startUp,
  ticker,
  convoy,
  // Sharing.
  counter,
  refcount,
  sharedArrayIncrement,
  notShared,
  readersWriters,
  // Coordinating.
  semaphoreInside,
  eventWait,
  barrierPhases,
  producerConsumer,
  pingPong,
  boundedBuffer,
  poolMap,
  // Getting stuck, and dying.
  lockOrder,
  philosophers,
  selfDeadlock,
  crash,
];

export const TASKS_BY_KIND: ReadonlyMap<string, TaskKind> = new Map(TASKS.map((task) => [task.kind, task]));

/** @throws when there is none: plans only name kinds that exist. */
export function taskNamed(kind: string): TaskKind {
  const task = TASKS_BY_KIND.get(kind);
  if (!task) throw new Error(`There is no task kind "${kind}".`);
  return task;
}
