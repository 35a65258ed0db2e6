/**
 * Ends a process and all that it has started, and all that those have.
 *
 * The process was started as the head of a process group, so one signal reaches whoever is still in it. Who has
 * left it (a daemon of its own session, a child whose parent has died) is found on Linux by a mark that all of
 * them have in their environment. Elsewhere the group is all that there is to go by.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { MARK } from './clean.js';

const LOOK_AGAIN_MS = 5;
/** Somebody who is still there after this many looks cannot be ended: it waits inside the kernel. */
const LOOKS = 150;

/** @returns whether all of them are gone */
export async function endTree(head: number, mark: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    signalGroup(head);
    const left = process.platform === 'linux' ? await findMarked(mark) : [];
    for (const pid of left) signal(pid);
    if (left.length === 0 && !isGroupAlive(head)) return true;
    await pause(LOOK_AGAIN_MS);
  }
  return false;
}

function signalGroup(head: number): void {
  signal(-head);
}

/** A group of zombies alone counts as alive until their parents have asked for them. */
function isGroupAlive(head: number): boolean {
  return process.platform !== 'linux' && signal(-head, 0);
}

function signal(pid: number, kind: NodeJS.Signals | 0 = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, kind);
  } catch (error) {
    // It is gone already, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    // macOS says so of a group whose members are zombies.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}

/** Zombies have no environment any more, and so they are not found. */
export async function findMarked(mark: string): Promise<readonly number[]> {
  const entry = `${MARK}=${mark}`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      // Another user's, or gone meanwhile: in both cases not ours.
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(entry);
    }),
  );
  return pids.filter((_, index) => marked[index]);
}
