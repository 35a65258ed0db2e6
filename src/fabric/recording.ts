/**
 * Recording, as laid out in the arena: which meter and which ring belong to whom. Both halves of a round use it:
 * a worker gets handles that record, the host reads what they wrote.
 */
import { GIL_LAST_RECORDED } from '../primitives/gil.js';
import { INTERPRETER_PART, partsOf, type Part } from '../primitives/recording/parts.js';
import { attachRecording } from '../primitives/recording/attach.js';
import { Meter, METER_WORDS } from '../primitives/recording/meter.js';
import { SpanRing, spanRingWords } from '../primitives/recording/span-ring.js';
import { attachResource, type Resource } from '../primitives/registry.js';
import type { Self } from '../primitives/self.js';
import type { Recording, UsedKind } from '../domain/recording.js';
import { METERS_WORD, METERS_WORDS, SPANS_WORD, SPANS_WORDS, type Arena } from './arena.js';
import type { Assignment, Member, PlacedGroup, PlacedResource } from './assignment.js';

/** Spans of all workers together, and so of one round: 6 MiB. */
export const MOST_SPANS = 1 << 18;
/** Spans of one worker. */
const MOST_SPANS_EACH = 1 << 16;

/** How a run is recorded. */
export interface RecordingPlan {
  readonly level: Exclude<Recording, 'NONE'>;
  /** Parts of all resources of all groups, and the interpreter's lock. */
  readonly parts: number;
  /** Spans that each worker's ring holds; 0 where there is no trace. */
  readonly spans: number;
}

/**
 * @param hasLock whether threads share an interpreter with a lock
 * @returns null where nothing is recorded
 */
export function planRecording(
  level: Recording,
  resources: readonly PlacedResource[],
  slots: number,
  hasLock: boolean,
): RecordingPlan | null | 'too large' {
  if (level === 'NONE') return null;
  const parts = resources.reduce((sum, { spec }) => sum + partsOf(spec).length, hasLock ? 1 : 0);
  const share = 2 ** Math.floor(Math.log2(MOST_SPANS / Math.max(1, slots)));
  const spans = level === 'TRACE' ? Math.min(MOST_SPANS_EACH, share) : 0;
  const fits = parts * slots * METER_WORDS <= METERS_WORDS && slots * spanRingWords(spans) <= SPANS_WORDS;
  return fits ? { level, parts, spans } : 'too large';
}

/** A part of a resource of the run, or an interpreter's lock, with the number that meters and spans know it by. */
export interface RecordedPart {
  readonly number: number;
  readonly kind: UsedKind;
  /** The resource's place among those of all groups; null for the interpreter's lock. */
  readonly place: number | null;
  readonly group: number;
  readonly part: Part;
}

/**
 * In the order of their numbers. The lock of the interpreter that threads share comes last; a process has its
 * interpreter to itself, and nobody ever waits for the lock of that.
 */
export function recordedParts({ groups, gil }: Assignment): readonly RecordedPart[] {
  const parts: RecordedPart[] = [];
  let place = 0;
  for (const [group, { resources }] of groups.entries()) {
    for (const resource of resources) {
      // What has parts is one of the primitives.
      const kind = resource.spec.kind as UsedKind;
      for (const part of partsOf(resource.spec)) parts.push({ number: parts.length, kind, place, group, part });
      place += 1;
    }
  }
  if (gil)
    parts.push({ number: parts.length, kind: 'INTERPRETER_LOCK', place: null, group: 0, part: INTERPRETER_PART });
  return parts;
}

export function meterWord(assignment: Assignment, part: number, slot: number): number {
  return METERS_WORD + (part * assignment.slots + slot) * METER_WORDS;
}

/** A worker's ring, or null where there is no trace. */
export function ringOf(arena: Arena, { recording }: Assignment, slot: number): SpanRing | null {
  if (!recording || recording.spans === 0) return null;
  return new SpanRing(arena.words.plain, SPANS_WORD + slot * spanRingWords(recording.spans), recording.spans);
}

/** In a worker: the experiment's primitive first, then the task's own. */
export function attachResources(
  arena: Arena,
  assignment: Assignment,
  group: PlacedGroup,
  self: Self,
  ring: SpanRing | null,
): readonly Resource[] {
  const { words } = arena;
  if (!assignment.recording) return group.resources.map(({ spec, index }) => attachResource(words, index, spec, self));
  const { worker } = self;
  let next = firstPartOf(assignment, group);
  return group.resources.map(({ spec, index }) => {
    const first = next;
    next += partsOf(spec).length;
    return attachRecording(words, index, spec, self, (part, lastOwner) => {
      const place = { index: meterWord(assignment, first + part, worker), part: first + part, lastOwner, worker, ring };
      return new Meter(words, place);
    });
  });
}

/** A meter of the interpreter's lock for each worker of a thread; null where it is not recorded. */
export function metersOfInterpreter(
  arena: Arena,
  assignment: Assignment,
  { group, workers, gil }: Member,
): ReadonlyMap<number, Meter> | null {
  const { recording } = assignment;
  if (!recording || !gil || gil.index !== assignment.gil?.index) return null;
  const part = recording.parts - 1;
  const lastOwner = gil.index + GIL_LAST_RECORDED;
  return new Map(
    workers.map((worker) => {
      const slot = (assignment.groups[group]?.firstSlot ?? 0) + worker;
      const index = meterWord(assignment, part, slot);
      return [
        slot,
        new Meter(arena.words, { index, part, lastOwner, worker: slot, ring: ringOf(arena, assignment, slot) }),
      ];
    }),
  );
}

function firstPartOf(assignment: Assignment, group: PlacedGroup): number {
  const index = assignment.groups.indexOf(group);
  return recordedParts(assignment).find((part) => part.group >= index)?.number ?? 0;
}
