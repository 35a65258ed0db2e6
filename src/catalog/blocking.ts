/**
 * Waiting on a primitive, wherever the worker lives. On threads and processes it sleeps until it is let in; on
 * an event loop nobody may sleep, for that would stop the one that it waits for, so it hands over and tries
 * again on a later turn.
 *
 * A body writes `yield* acquire(context, lock)`.
 */
import type { Body } from './task-kind.js';

/** Waits for some I/O. On threads and processes the worker has nothing else to do meanwhile. */
export function* settle<T>(io: Promise<T>): Body<T> {
  return (yield { io }) as T;
}

interface Acquirable {
  tryAcquire(): boolean;
  acquire(): boolean;
}

interface Cooperative {
  readonly isCooperative: boolean;
}

export function* acquire({ isCooperative }: Cooperative, lock: Acquirable): Body<void> {
  if (lock.tryAcquire()) return;
  if (!isCooperative) {
    lock.acquire();
    return;
  }
  while (!lock.tryAcquire()) yield;
}

/**
 * For what is not an acquire: a message, an event.
 * @param attempt tries without waiting, and says whether it is done
 * @param wait waits until it is done
 */
export function* until({ isCooperative }: Cooperative, attempt: () => boolean, wait: () => void): Body<void> {
  if (attempt()) return;
  if (!isCooperative) {
    wait();
    return;
  }
  while (!attempt()) yield;
}
