/**
 * Which workers take turns, since they share a thread or an interpreter with a lock. What recording costs them adds
 * up; all others pay for it side by side.
 */
import type { Assignment, Member, PlacedGil } from '../../fabric/assignment.js';

/**
 * @param lockOf the lock of the interpreter that a member runs in, the same value for all that share it; null where
 * that has none
 * @returns slots of workers; each is in one list
 */
export function workersInTurns(
  { members, groups }: Pick<Assignment, 'members' | 'groups'>,
  lockOf: (member: Member) => PlacedGil | string | null,
): readonly (readonly number[])[] {
  const turns = new Map<unknown, number[]>();
  for (const member of members) {
    // Without a lock it is alone in its thread, with all workers that it plays.
    const key = lockOf(member) ?? member;
    const firstSlot = groups[member.group]?.firstSlot ?? 0;
    const slots = turns.get(key) ?? [];
    slots.push(...member.workers.map((worker) => firstSlot + worker));
    turns.set(key, slots);
  }
  return [...turns.values()];
}
