/** What the host asks of its workers for one run, the same text for all of them. */
import type { Fabric, Group } from '../domain/experiment.js';
import { LINE_WORDS } from '../primitives/words.js';
import { PRIMITIVE_ENTRIES } from '../primitives/registry.js';
import { taskNamed } from '../catalog/catalog.js';
import { DATA_WORD } from './arena.js';

/** One group, with its place in shared memory. */
export interface PlacedGroup extends Group {
  /** The slot of its first worker. */
  readonly firstSlot: number;
  /** Words of its primitive, and of its task. */
  readonly primitiveWord: number;
  readonly taskWord: number;
}

/** One warm worker's part: which of the group's workers it plays. SERIAL and ASYNC play all in one thread. */
export interface Member {
  readonly group: number;
  readonly workers: readonly number[];
}

export interface Assignment {
  readonly groups: readonly PlacedGroup[];
  readonly members: readonly Member[];
  /** Loads before a contended worker sleeps. */
  readonly spins: number;
  /** Loads at the start barrier before sleeping. */
  readonly barrierSpins: number;
  /** Workers of all groups. */
  readonly slots: number;
  /** Words of shared data in use, from the start of the arena's data on. */
  readonly dataWords: number;
}

/** Some 10 µs: shorter than falling asleep and being woken. */
const SPINS = 2_000;
/** Some 200 µs: longer than waking a worker from its mailbox. */
const BARRIER_SPINS = 40_000;

/** Lays the groups out in memory and deals their workers to threads and processes. */
export function place(groups: readonly Group[], cores: number): Assignment {
  let slots = 0;
  let word = DATA_WORD;
  const placed: PlacedGroup[] = [];
  const members: Member[] = [];
  for (const [index, group] of groups.entries()) {
    const primitiveWord = word;
    word += PRIMITIVE_ENTRIES[group.primitive].words;
    const taskWord = word;
    word += Math.ceil(taskNamed(group.task.kind).sharedWords / LINE_WORDS) * LINE_WORDS;
    placed.push({ ...group, firstSlot: slots, primitiveWord, taskWord });
    const workers = Array.from({ length: group.workers }, (_, worker) => worker);
    if (sharesOneThread(group.fabric)) members.push({ group: index, workers });
    else members.push(...workers.map((worker) => ({ group: index, workers: [worker] })));
    slots += group.workers;
  }
  const crowded = members.length > cores;
  return {
    groups: placed,
    members,
    spins: crowded ? 0 : SPINS,
    barrierSpins: crowded ? 0 : BARRIER_SPINS,
    slots,
    dataWords: word - DATA_WORD,
  };
}

export function sharesOneThread(fabric: Fabric): boolean {
  return fabric === 'SERIAL' || fabric === 'ASYNC';
}
