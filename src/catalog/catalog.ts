/** The shelf: every task kind that the lab offers. A new kind is a file under `tasks/` and a line here. */
import type { TaskKind } from './task-kind.js';
import { countdown } from './tasks/countdown.js';
import { counter } from './tasks/counter.js';
import { factorial } from './tasks/factorial.js';
import { ioWait } from './tasks/io-wait.js';
import { lockOrder } from './tasks/lock-order.js';
import { poolMap } from './tasks/pool-map.js';
import { selfDeadlock } from './tasks/self-deadlock.js';

export const TASKS: readonly TaskKind[] = [countdown, factorial, counter, ioWait, lockOrder, poolMap, selfDeadlock];

export const TASKS_BY_KIND: ReadonlyMap<string, TaskKind> = new Map(TASKS.map((task) => [task.kind, task]));

/** @throws when there is none: plans only name kinds that exist. */
export function taskNamed(kind: string): TaskKind {
  const task = TASKS_BY_KIND.get(kind);
  if (!task) throw new Error(`There is no task kind "${kind}".`);
  return task;
}
