/** What the kernel knows of our worker processes. Linux only, as are the processes themselves. */
import { readdir, readFile } from 'node:fs/promises';

export interface FoundProcess {
  readonly pid: number;
  readonly parent: number;
  /** A letter: `S` asleep, `R` running, `T` stopped, `Z` dead and not yet fetched by its parent. */
  readonly state: string;
  readonly args: readonly string[];
}

/** @returns null when there is none. */
export async function findProcess(pid: number): Promise<FoundProcess | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(parent), state, args };
  } catch {
    return null;
  }
}

/** A dead process that nobody has fetched is not alive, though it still has its number. */
export async function isAlive(pid: number): Promise<boolean> {
  const found = await findProcess(pid);
  return found !== null && found.state !== 'Z' && found.state !== 'X';
}

/** Living worker processes of a host, in the order of their mailboxes. */
export async function findWorkers(host: number): Promise<readonly FoundProcess[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const all = await Promise.all(pids.map(findProcess));
  return all
    .filter((found) => found !== null)
    .filter(({ parent, state, args }) => parent === host && state !== 'Z' && isWorker(args))
    .toSorted((a, b) => mailboxOf(a) - mailboxOf(b));
}

function isWorker(args: readonly string[]): boolean {
  return args[1]?.endsWith('entry-process.js') ?? false;
}

function mailboxOf({ args }: FoundProcess): number {
  return Number(args[2]);
}
