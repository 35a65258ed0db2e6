/**
 * A way for messages, be it a queue or a pipe: what `put` and `get` are called there. Both take a patience in
 * milliseconds, so that one text serves who may sleep and who may not.
 *
 *   while (!channel.put(message, patience)) yield;
 */
import type { Queue } from '../primitives/queue.js';
import type { Resource } from '../primitives/registry.js';
import type { End } from '../primitives/pipe.js';

export interface Channel {
  /** @returns false when there was no room for so long. */
  put(message: Uint8Array, timeoutMs: number): boolean;
  /** @returns the message's length; -1 when none came for so long, -2 when none will come any more. */
  get(into: Uint8Array, timeoutMs: number): number;
  close(): void;
}

/** How long one try may wait: where workers share a thread, not at all. */
export function patienceOf({ isCooperative }: { readonly isCooperative: boolean }): number {
  return isCooperative ? 0 : Infinity;
}

/**
 * @param end this worker's end, should it be a pipe
 * @throws EndTakenError when it is a pipe and another worker has that end
 */
export function openChannel(primitive: Resource, end: End): Channel {
  if (primitive.kind === 'QUEUE') return openQueue(primitive.queue);
  if (primitive.kind !== 'PIPE') throw new TypeError(`${primitive.kind} carries no messages.`);
  const pipe = primitive.open(end);
  return {
    put: (message, timeoutMs) => pipe.send(message, timeoutMs),
    get: (into, timeoutMs) => pipe.receive(into, timeoutMs),
    close: () => pipe.close(),
  };
}

export function openQueue(queue: Queue): Channel {
  return {
    put: (message, timeoutMs) => queue.put(message, timeoutMs),
    get: (into, timeoutMs) => queue.get(into, timeoutMs),
    close: () => queue.close(),
  };
}
