/** What one thread has used of the processor so far, as the kernel counts it. */
import { openSync, readSync } from 'node:fs';
import { loadLinux } from './memory/linux.js';

export interface ThreadUsage {
  readonly cpuNs: number;
  /** It gave its core away: to sleep, to wait. */
  readonly voluntarySwitches: number;
  /** Its core was taken from it. */
  readonly involuntarySwitches: number;
  /** Time that it could have run and had no core; null where the kernel does not tell. */
  readonly runDelayNs: number | null;
}

/** Of the calling thread, or null where nobody knows. */
export type CpuClock = () => ThreadUsage | null;

/** Reads about the thread that calls this, and no other: make one in each. */
export function createCpuClock(): CpuClock {
  const host = loadLinux();
  if (!host.available) return () => null;
  const readRunDelay = openRunDelay();
  return () => ({ ...host.linux.threadUsage(), runDelayNs: readRunDelay() });
}

const LONGEST_LINE = 96;

/** The second number of `schedstat`: nanoseconds on a run queue. Kernels may be built without it. */
function openRunDelay(): () => number | null {
  let file: number;
  try {
    file = openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return () => null;
  }
  const line = Buffer.alloc(LONGEST_LINE);
  return () => {
    const length = readSync(file, line, 0, LONGEST_LINE, 0);
    const delay = Number(line.toString('latin1', 0, length).split(' ')[1]);
    return Number.isNaN(delay) ? null : delay;
  };
}
