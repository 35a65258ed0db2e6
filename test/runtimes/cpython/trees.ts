/** The processes that interpreters of this test have started. Linux only: elsewhere nobody can tell. */
import { readdirSync, readFileSync } from 'node:fs';
import { MARK } from '../../../src/runtimes/cpython/clean.js';
import { findMarked } from '../../../src/runtimes/cpython/process-tree.js';

export const canSee = process.platform === 'linux';

/** The marks of the interpreters that this process has now, or that the lab host of a server has. */
export function marksOfInterpreters(serverPid?: number): readonly string[] {
  const starterOf = (pid: string): number =>
    serverPid === undefined ? parentOf(pid) : parentOf(String(parentOf(pid)));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && starterOf(name) === (serverPid ?? process.pid))
    .flatMap((name) => markOf(name) ?? []);
}

export async function countLeft(marks: readonly string[]): Promise<number> {
  return (await Promise.all(marks.map(findMarked))).flat().length;
}

function parentOf(pid: string): number {
  try {
    // The name, in brackets, may have blanks in it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[1]);
  } catch {
    return 0;
  }
}

function markOf(pid: string): string | null {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return entries.find((entry) => entry.startsWith(`${MARK}=`))?.slice(MARK.length + 1) ?? null;
  } catch {
    // It is gone meanwhile.
    return null;
  }
}
