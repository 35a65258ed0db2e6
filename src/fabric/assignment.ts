/** What the host asks of its workers for one run, the same text for all of them. */
import { taskNamed } from '../catalog/catalog.js';
import { isPool, type Fabric, type Group } from '../domain/experiment.js';
import type { Recording } from '../domain/recording.js';
import { GIL_WORDS } from '../primitives/gil.js';
import { resourceOf, sizeOfResource, type ResourceSpec } from '../primitives/registry.js';
import { DATA_WORD, DATA_WORDS } from './arena.js';
import { planRecording, type RecordingPlan } from './recording.js';

/** A resource with its place in shared memory. */
export interface PlacedResource {
  readonly spec: ResourceSpec;
  /** Index of its first word. */
  readonly index: number;
}

/** One group, with its place in shared memory. */
export interface PlacedGroup extends Group {
  /** The slot of its first worker. */
  readonly firstSlot: number;
  /** What the experiment chose, then what the task itself needs. */
  readonly resources: readonly [PlacedResource, ...PlacedResource[]];
}

/** One warm worker's part: which of the group's workers it plays. SERIAL and ASYNC play all in one thread. */
export interface Member {
  readonly group: number;
  readonly workers: readonly number[];
  /** The round does not wait for it, and drops it when the others are done. */
  readonly isDaemon: boolean;
  /** The lock of the interpreter that it runs in; null where that has none. */
  readonly gil: PlacedGil | null;
}

/** An interpreter's lock: one for all threads of the run, and one for each process. */
export interface PlacedGil {
  /** Index of its first word. */
  readonly index: number;
  readonly intervalMs: number;
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
  /** The lock of the interpreter that all threads of the run share; null where there is none. */
  readonly gil: PlacedGil | null;
  /** null where nothing is recorded. */
  readonly recording: RecordingPlan | null;
  /** Set where it is no run but a probe of the cores: how long. Then there are no groups. */
  readonly probeSteps?: number;
}

/** Some 10 µs: shorter than falling asleep and being woken. */
const SPINS = 2_000;
/** Some 200 µs: longer than waking a worker from its mailbox. */
const BARRIER_SPINS = 40_000;

export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

/**
 * Lays the groups out in memory and deals their workers to threads and processes.
 * @throws OutOfMemoryError when they do not fit
 */
export function place(groups: readonly Group[], cores: number, level: Recording = 'NONE'): Assignment {
  let slots = 0;
  let word = DATA_WORD;
  const placed: PlacedGroup[] = [];
  const members: Member[] = [];
  const lay = (words: number): number => {
    const index = word;
    word += words;
    return index;
  };
  let shared: PlacedGil | null = null;
  const placeGil = ({ fabric, options }: Group): PlacedGil | null => {
    const intervalMs = options.switchIntervalMs;
    // Also absent: plans of an earlier version have none.
    if (!intervalMs) return null;
    if (livesInProcess(fabric)) return { index: lay(GIL_WORDS), intervalMs };
    shared ??= { index: lay(GIL_WORDS), intervalMs };
    return shared;
  };
  const put = (spec: ResourceSpec): PlacedResource => {
    return { spec, index: lay(sizeOfResource(spec)) };
  };
  for (const [index, group] of groups.entries()) {
    const task = taskNamed(group.task.kind);
    const own = task.resources(group.task.parameters, group.workers);
    const resources: PlacedGroup['resources'] = [
      put(resourceOf(group.primitive, group.options, group.workers)),
      ...own.map(put),
    ];
    placed.push({ ...group, firstSlot: slots, resources });
    const seats = seatsOf(group);
    const workers = Array.from({ length: seats }, (_, worker) => worker);
    if (sharesOneThread(group.fabric)) {
      members.push({ group: index, workers, isDaemon: false, gil: placeGil(group) });
    } else {
      members.push(
        ...workers.map((worker) => ({
          group: index,
          workers: [worker],
          isDaemon: task.isDaemon?.(group.task.parameters, worker, group.workers) ?? false,
          gil: placeGil(group),
        })),
      );
    }
    slots += seats;
  }
  const dataWords = word - DATA_WORD;
  if (dataWords > DATA_WORDS) {
    throw new OutOfMemoryError(`It needs ${dataWords * 4} bytes of shared memory, and there are ${DATA_WORDS * 4}.`);
  }
  const recording = planRecording(
    level,
    placed.flatMap(({ resources }) => resources),
    slots,
    shared !== null,
  );
  if (recording === 'too large') throw new OutOfMemoryError('There are too many primitives and workers to record.');
  const crowded = members.length > cores;
  return {
    groups: placed,
    members,
    spins: crowded ? 0 : SPINS,
    barrierSpins: crowded ? 0 : BARRIER_SPINS,
    slots,
    dataWords,
    gil: shared,
    recording,
  };
}

/** Workers and, for a pool, its caller. */
export function seatsOf({ fabric, workers }: Group): number {
  return isPool(fabric) ? workers + 1 : workers;
}

export function livesInProcess(fabric: Fabric): boolean {
  return fabric === 'PROCESSES' || fabric === 'PROCESS_POOL';
}

export function sharesOneThread(fabric: Fabric): boolean {
  return fabric === 'SERIAL' || fabric === 'ASYNC';
}

export function resourcesOf(assignment: Assignment): readonly PlacedResource[] {
  return assignment.groups.flatMap(({ resources }) => resources);
}
