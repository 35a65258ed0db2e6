/** What the crew noted, in the arena. */
import { WORD, type Arena } from '../../fabric/arena.js';
import type { Assignment } from '../../fabric/assignment.js';
import { meterWord, ringOf } from '../../fabric/recording.js';
import type { Notes } from './notes.js';

export function notesInArena(arena: Arena, assignment: Assignment): Notes {
  return {
    plain: arena.words.plain,
    meterIndex: (part, slot) => meterWord(assignment, part, slot),
    ringOf: (slot) => ringOf(arena, assignment, slot),
    get releasedNs() {
      // Before all are there it is that of the round before.
      return assignment.members.length > arena.words.load(WORD.arrived) ? null : Number(arena.releasedNs);
    },
    timesOf(slot) {
      const { startedNs, endedNs } = arena.readSlot(slot);
      return { startedNs: toTime(startedNs), endedNs: toTime(endedNs) };
    },
    has: () => true,
    prepare() {
      for (let slot = 0; slot < assignment.slots; slot += 1) ringOf(arena, assignment, slot)?.clear();
    },
  };
}

function toTime(ns: bigint): number | null {
  return ns === 0n ? null : Number(ns);
}
