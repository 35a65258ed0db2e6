/** A round on an interpreter as the recorder and the watchdog see it: by the board. */
import { resourcesOf, type Assignment } from '../../fabric/assignment.js';
import { named, type Holding, type Waiting } from '../../fabric/waiting.js';
import type { Board } from '../../runtimes/cpython/board.js';
import type { Sight } from '../sight.js';

export function sightOfBoard(board: () => Board | undefined, assignment: Assignment): Sight {
  const locks = locksOf(assignment);
  const slots = Array.from({ length: assignment.slots }, (_, slot) => slot);
  const nameOf = (lock: number): string => locks[lock] ?? 'a lock';
  return {
    slots: assignment.slots,
    slot: (slot) => board()?.slot(slot) ?? { state: 'NEW', units: 0 },
    waiting() {
      const seen = board();
      if (!seen) return [];
      return slots.flatMap((worker): readonly Waiting[] => {
        const { wants, sleeps } = seen.slot(worker);
        if (wants === null) return [];
        return [{ worker, wants: nameOf(wants), holder: seen.ownerOf(wants), isTimed: false, wakes: sleeps }];
      });
    },
    holdings() {
      const held = locks.map((name, lock) => ({ name, owner: board()?.ownerOf(lock) ?? null }));
      return slots.flatMap((worker): readonly Holding[] => {
        const holds = held.filter(({ owner }) => owner === worker).map(({ name }) => name);
        return holds.length > 0 ? [{ worker, holds }] : [];
      });
    },
  };
}

/** The names of the locks on the board, in their order there. */
function locksOf(assignment: Assignment): readonly string[] {
  return named(assignment).flatMap(({ resource: { spec }, label }) => (isLock(spec.kind) ? [spec.kind + label] : []));
}

/** Of each group, the lock on the board that is its first. */
export function firstLocksOf(assignment: Assignment): readonly number[] {
  let first = 0;
  return assignment.groups.map((group) => {
    const own = first;
    first += resourcesOf({ ...assignment, groups: [group] }).filter(({ spec }) => isLock(spec.kind)).length;
    return own;
  });
}

function isLock(kind: string): boolean {
  return kind === 'LOCK' || kind === 'RLOCK';
}
