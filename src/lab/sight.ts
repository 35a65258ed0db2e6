/** What can be seen of a round while it is on, whoever plays it: for the recorder and the watchdog. */
import type { Arena, SlotState } from '../fabric/arena.js';
import type { Assignment } from '../fabric/assignment.js';
import { readHoldings, readWaiting, type Holding, type Waiting } from '../fabric/waiting.js';

export interface Sight {
  /** Workers of all groups. */
  readonly slots: number;
  /** @returns where this worker stands, and the units of work that it has done */
  slot(slot: number): { readonly state: SlotState; readonly units: number };
  /** Who sleeps, and for what. */
  waiting(): readonly Waiting[];
  holdings(): readonly Holding[];
}

export function sightOfArena(arena: Arena, assignment: Assignment): Sight {
  return {
    slots: assignment.slots,
    slot: (slot) => arena.readSlot(slot),
    waiting: () => readWaiting(arena, assignment),
    holdings: () => readHoldings(arena, assignment),
  };
}
