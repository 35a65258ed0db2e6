/** Which workers of an interpreter take turns: all that live in it, where it has a lock. Processes have their own. */
import { livesInProcess, type Assignment } from '../../fabric/assignment.js';
import { workersInTurns } from '../recording/turns.js';

/** @param hasLock whether the interpreter's global lock is on */
export function turnsOnPython(
  assignment: Pick<Assignment, 'members' | 'groups'>,
  hasLock: boolean,
): readonly (readonly number[])[] {
  return workersInTurns(assignment, ({ group }) => {
    const fabric = assignment.groups[group]?.fabric;
    return hasLock && fabric && !livesInProcess(fabric) ? 'of the interpreter' : null;
  });
}
