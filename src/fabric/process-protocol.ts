/** What a worker process and its host agree on: descriptors, arguments, and the bytes of the doorbell. */

export const MEMORY_DESCRIPTOR = 3;
export const DOORBELL_DESCRIPTOR = 4;

export const DOORBELL = { ready: 'R', done: 'D' } as const;

export interface ProcessArguments {
  /** Its mailbox. */
  readonly index: number;
  /** Size of the shared memory. */
  readonly bytes: number;
  readonly parentPid: number;
}

export function toProcessArguments({ index, bytes, parentPid }: ProcessArguments): readonly string[] {
  return [String(index), String(bytes), String(parentPid)];
}

export function parseProcessArguments(args: readonly string[]): ProcessArguments {
  const [index, bytes, parentPid] = args.map(Number);
  if (index === undefined || bytes === undefined || parentPid === undefined) {
    throw new Error('A worker process is started by its lab host, not by hand.');
  }
  return { index, bytes, parentPid };
}
