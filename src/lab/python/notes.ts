/**
 * What the workers of an interpreter noted, for whoever makes figures of it; and which figures there are. The
 * interpreter's own lock is not among what is recorded: Python tells nobody who waits for it.
 */
import { join } from 'node:path';
import type { UseFigure } from '../../domain/recording.js';
import type { Assignment } from '../../fabric/assignment.js';
import { recordedParts, type RecordedPart } from '../../fabric/recording.js';
import type { SpanRing } from '../../primitives/recording/span-ring.js';
import { Facts, type DescribedFacts } from '../../runtimes/cpython/facts.js';
import type { Notes } from '../recording/notes.js';

const UNTOLD: Readonly<Partial<Record<UseFigure, string>>> = {
  PARKS: 'Python does not tell how often a worker slept.',
  WAKES: 'Python does not tell whom it woke.',
};
const NO_SIZE = { DEPTH: 'On macOS Python does not tell how many messages are in a queue of processes.' } as const;

/** The parts of all primitives, as the assignment numbers them. */
export function partsOnPython(assignment: Assignment): readonly RecordedPart[] {
  return recordedParts({ ...assignment, gil: null }).map((recorded) => {
    const { part, kind, group } = recorded;
    const isSizeless =
      kind === 'QUEUE' && assignment.groups[group]?.fabric === 'PROCESSES' && process.platform === 'darwin';
    return { ...recorded, part: { ...part, without: { ...UNTOLD, ...(isSizeless && NO_SIZE), ...part.without } } };
  });
}

/** Of each group's resources the first part; null where a resource has none. */
export function firstPartsOf(
  assignment: Assignment,
  parts: readonly RecordedPart[],
): readonly (readonly (number | null)[])[] {
  let place = 0;
  return assignment.groups.map(({ resources }) =>
    resources.map(() => {
      const own = place;
      place += 1;
      return parts.find((part) => part.place === own)?.number ?? null;
    }),
  );
}

/** Over all interpreters that a run needs, one after another. */
export class PythonNotes implements Notes {
  readonly #assignment: Assignment;
  readonly #parts: number;
  readonly #made = new Set<number>();
  #facts: Facts | null = null;

  constructor(assignment: Assignment, parts: readonly RecordedPart[]) {
    this.#assignment = assignment;
    this.#parts = parts.length;
  }

  /** For an interpreter that is to be started. @param folder its own */
  open(folder: string): DescribedFacts {
    this.close();
    const { slots, recording } = this.#assignment;
    this.#facts = new Facts(join(folder, 'facts'), { parts: this.#parts, slots, spans: recording?.spans ?? 0 });
    return this.#facts.described;
  }

  prepare(): void {
    this.#facts?.clear();
  }

  /** After a round, when nobody writes any more. */
  take(): void {
    this.#facts?.read();
    for (let part = 0; part < this.#parts; part += 1) if (this.#facts?.isMade(part)) this.#made.add(part);
  }

  get plain(): Int32Array {
    return this.#open().words;
  }

  meterIndex(part: number, slot: number): number {
    return this.#open().meterIndex(part, slot);
  }

  ringOf(slot: number): SpanRing | null {
    return this.#open().ringOf(slot);
  }

  get releasedNs(): number | null {
    return this.#open().releasedNs;
  }

  timesOf(slot: number): ReturnType<Notes['timesOf']> {
    return this.#open().timesOf(slot);
  }

  has(part: number): boolean {
    return this.#made.has(part);
  }

  close(): void {
    this.#facts?.close();
    this.#facts = null;
  }

  #open(): Facts {
    if (!this.#facts) throw new Error('There is no interpreter whose notes could be read.');
    return this.#facts;
  }
}
