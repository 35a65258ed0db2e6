/** What an interpreter is started with: nothing of the lab's own environment, and nothing that is not its own. */

/** Name of the variable by which all that a process has started is found again (see `process-tree.ts`). */
export const MARK = 'LOCKSTEP_TREE';

/** @param home an empty folder @param mark one that nobody else has */
export function cleanEnvironment(home: string, mark: string): Readonly<Record<string, string>> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: home, TMPDIR: home, [MARK]: mark };
}
