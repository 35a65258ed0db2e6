/**
 * What the whole host did with its processors while a run was on, and how much of it was the lab's: what is left
 * is the sign that something else was there. From `/proc`, which counts in ticks of 10 ms; elsewhere nobody tells.
 */
import { readFileSync } from 'node:fs';

export interface HostLoad {
  /** Of all cores' time, what the hypervisor gave to others, 0 to 1. */
  readonly stealShare: number;
  /** Cores that others than the lab kept busy, on average. */
  readonly foreignCores: number;
}

/** Sums in ticks, over all cores, since the host started. */
interface Ticks {
  readonly total: number;
  readonly busy: number;
  readonly steal: number;
  /** Of the busy ones, those of the lab. */
  readonly own: number;
}

/** Fewer ticks than this say nothing. */
const LEAST_TICKS = 20;

/**
 * Begins to watch.
 * @param ownProcesses processes that are the lab's, with their ended children
 * @returns what there was since; null where that is too short, or nobody tells
 */
export function watchHost(cores: number, ownProcesses: () => readonly number[]): () => HostLoad | null {
  const before = readTicks(ownProcesses());
  return () => {
    const after = readTicks(ownProcesses());
    if (!before || !after) return null;
    const total = after.total - before.total;
    if (total < LEAST_TICKS) return null;
    const foreign = after.busy - before.busy - Math.max(0, after.own - before.own);
    return { stealShare: (after.steal - before.steal) / total, foreignCores: (cores * Math.max(0, foreign)) / total };
  };
}

function readTicks(ownProcesses: readonly number[]): Ticks | null {
  const text = readProc('stat');
  if (text === null) return null;
  // proc(5): user nice system idle iowait irq softirq steal; guest time is in user already.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = text
    .slice(0, text.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  const own = ownProcesses.reduce((sum, pid) => sum + ticksOf(pid), 0);
  return { total: busy + idle + iowait + steal, busy, steal, own };
}

/** Its own processor time and that of its children that have ended. */
function ticksOf(pid: number): number {
  const text = readProc(`${pid}/stat`);
  if (text === null) return 0;
  // After the name, which may hold anything: utime, stime, cutime and cstime are fields 14 to 17.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** @returns null where there is no such file: no Linux, or a process that has ended. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return null;
  }
}
