/**
 * The trace of a run, on the host's side: collected out of the rings after each round, written to a file when the
 * run has ended. In between it is in memory, so that no disk is busy while a round is measured.
 *
 * It keeps the newest rounds, as many as the spans of one full round have room for, and the last one always: how
 * a run ended is what a trace is asked for. A round that was cut off is kept as the others are; what a worker was
 * waiting for or holding then lasts to the round's end.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TraceInfo } from '../../domain/recording.js';
import type { Measurement } from '../../domain/run.js';
import type { Assignment } from '../../fabric/assignment.js';
import { MOST_SPANS, type RecordedPart } from '../../fabric/recording.js';
import { nameOfPart } from '../../fabric/waiting.js';
import { nowNs } from '../../primitives/recording/clock.js';
import { readMeter } from '../../primitives/recording/reading.js';
import { kindNumber, SPAN_WORDS, SpanRing, spanRingWords, WAITED } from '../../primitives/recording/span-ring.js';
import { encodeTrace, type RoundHeader, type TraceHeader } from '../../trace/trace.js';
import type { Notes } from './notes.js';

interface Round {
  readonly header: RoundHeader;
  readonly records: readonly Int32Array[];
  readonly spans: number;
}

export class TraceLog {
  readonly #notes: Notes;
  readonly #assignment: Assignment;
  readonly #parts: TraceHeader['parts'];
  readonly #rounds: Round[] = [];

  constructor(notes: Notes, assignment: Assignment, parts: readonly RecordedPart[]) {
    this.#notes = notes;
    this.#assignment = assignment;
    this.#parts = parts.map((recorded) => ({
      name: nameOfPart(assignment, recorded),
      operation: recorded.part.operation,
    }));
  }

  /** After a round, before its meters are cleared. @param measurement null where it did not come to its end */
  add(round: number, warmup: boolean, measurement: Measurement | null): void {
    const { releasedNs } = this.#notes;
    // Cut off before the start barrier opened: there is nothing to see, and not even a beginning.
    if (releasedNs === null) return;
    const times = Array.from({ length: this.#assignment.slots }, (_, slot) => this.#notes.timesOf(slot));
    const lastNs = Math.max(releasedNs, ...times.map(({ endedNs }) => endedNs ?? 0));
    const endedNs = measurement ? lastNs : Math.max(lastNs, nowNs());
    const records: Int32Array[] = [];
    const workers = times.map((time, slot) => {
      const drained = this.#notes.ringOf(slot)?.drain();
      const own = [drained?.records ?? new Int32Array(), this.#openSpans(slot, endedNs)];
      records.push(...own);
      return {
        ...time,
        spans: own.reduce((sum, { length }) => sum + length / SPAN_WORDS, 0),
        dropped: drained?.dropped ?? 0,
      };
    });
    const header = { round, warmup, isComplete: measurement !== null, releasedNs, endedNs, workers };
    this.#rounds.push({ header, records, spans: workers.reduce((sum, { spans }) => sum + spans, 0) });
    while (this.#rounds.length > 1 && this.#spans() > MOST_SPANS) this.#rounds.shift();
  }

  /** @throws what the file system does */
  write(path: string): TraceInfo {
    const { groups } = this.#assignment;
    const header: TraceHeader = {
      version: 1,
      groups: groups.map(({ task, fabric }) => ({ task: task.kind, fabric })),
      workers: Array.from({ length: this.#assignment.slots }, (_, worker) => ({
        worker,
        group: groups.findLastIndex(({ firstSlot }) => firstSlot <= worker),
      })),
      parts: [...this.#parts],
      rounds: this.#rounds.map((round) => round.header),
    };
    const bytes = encodeTrace(
      header,
      this.#rounds.flatMap(({ records }) => records),
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.unfinished`, bytes);
    renameSync(`${path}.unfinished`, path);
    return {
      rounds: header.rounds.map(({ round }) => round),
      spans: this.#spans(),
      dropped: header.rounds.flatMap(({ workers }) => workers).reduce((sum, { dropped }) => sum + dropped, 0),
      bytes: bytes.length,
    };
  }

  #spans(): number {
    return this.#rounds.reduce((sum, { spans }) => sum + spans, 0);
  }

  /** What a worker that was stopped waited for, and held: until now. */
  #openSpans(slot: number, endedNs: number): Int32Array {
    const open: { readonly kind: number; readonly flags: number; readonly part: number; readonly beganNs: number }[] =
      [];
    for (let part = 0; part < this.#parts.length; part += 1) {
      const reading = readMeter(this.#notes.plain, this.#notes.meterIndex(part, slot));
      if (!reading) continue;
      const { waitingSinceNs, holdingSinceNs } = reading;
      if (waitingSinceNs !== null) open.push({ kind: WAIT, flags: WAITED, part, beganNs: waitingSinceNs });
      if (holdingSinceNs !== null) open.push({ kind: HOLD, flags: 0, part, beganNs: holdingSinceNs });
    }
    const ring = new SpanRing(new Int32Array(spanRingWords(OPEN_SPANS)), 0, OPEN_SPANS);
    for (const { kind, flags, part, beganNs } of open)
      ring.write(kind, flags, part, -1, beganNs, Math.max(beganNs, endedNs));
    return ring.drain().records;
  }
}

const WAIT = kindNumber('WAIT');
const HOLD = kindNumber('HOLD');
/** More than anybody can have open: a wait and the locks that it holds. */
const OPEN_SPANS = 256;
