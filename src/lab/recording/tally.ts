/**
 * Adds up what the workers' meters say, round after round, and makes figures of it. Meters are read between
 * rounds, when nobody writes them, and are empty afterwards.
 */
import type {
  DepthSample,
  Durations,
  PrimitiveUse,
  SharingFigures,
  UseFigure,
  WorkerUse,
} from '../../domain/recording.js';
import type { Measurement } from '../../domain/run.js';
import type { Assignment } from '../../fabric/assignment.js';
import type { RecordedPart } from '../../fabric/recording.js';
import { nameOfPart } from '../../fabric/waiting.js';
import { HISTOGRAM_WORDS, quantileOf } from '../../primitives/recording/histogram.js';
import { clearMeter, readMeter, type Reading } from '../../primitives/recording/reading.js';
import { jainFairness } from '../../stats/fairness.js';
import type { Notes } from './notes.js';
import { Sharing, type RoundUse } from './sharing.js';

const NS_PER_MS = 1e6;

/** One part of a primitive, over all measured rounds. */
interface Total {
  readonly recorded: RecordedPart;
  readonly name: string;
  readonly workers: Map<
    number,
    { acquisitions: number; contended: number; tried: boolean; waitNs: number; heldNs: number }
  >;
  readonly waits: Float64Array;
  readonly holds: Float64Array;
  givenUp: number;
  parks: number;
  wakes: number;
  longestStreak: number;
  switches: number;
  longestWaitNs: number;
  longestHoldNs: number;
  depth: readonly DepthSample[];
}

export class Tally {
  readonly #notes: Notes;
  readonly #assignment: Assignment;
  readonly #totals: readonly Total[];
  readonly #sharing = new Sharing();

  constructor(notes: Notes, assignment: Assignment, parts: readonly RecordedPart[]) {
    this.#notes = notes;
    this.#assignment = assignment;
    this.#totals = parts.map((recorded) => createTotal(recorded, assignment));
  }

  /** After a round. @param measurement of a measured one that came to its end; null: it does not count */
  drain(measurement: Measurement | null): void {
    const { plain, releasedNs } = this.#notes;
    const uses: RoundUse[] = [];
    for (const total of this.#totals) {
      const depth: DepthSample[] = [];
      const workers: { worker: number; acquisitions: number; waitedNs: number }[] = [];
      for (let slot = 0; slot < this.#assignment.slots; slot += 1) {
        const index = this.#notes.meterIndex(total.recorded.number, slot);
        const reading = readMeter(plain, index);
        if (!reading) continue;
        if (measurement) {
          addReading(total, slot, reading);
          if (isWanted(reading)) {
            workers.push({ worker: slot, acquisitions: reading.operations, waitedNs: reading.waitedNs });
          }
          for (const { atNs, messages } of reading.depths) {
            depth.push({ atMs: (atNs - (releasedNs ?? atNs)) / NS_PER_MS, messages });
          }
        }
        clearMeter(plain, index);
      }
      if (!measurement) continue;
      total.depth = depth.toSorted((a, b) => a.atMs - b.atMs);
      const { kind, part } = total.recorded;
      // The interpreter's lock is no primitive: who waits for it waits to compute.
      if (kind === 'INTERPRETER_LOCK') continue;
      uses.push({ operation: part.operation, canBeUnfair: part.without.FAIRNESS === undefined, workers });
    }
    if (measurement) this.#sharing.add(uses, measurement.workers);
  }

  /** Operations of each worker so far. */
  operations(): readonly number[] {
    const byWorker = Array.from({ length: this.#assignment.slots }, () => 0);
    for (const { workers } of this.#totals) {
      for (const [worker, { acquisitions }] of workers) byWorker[worker] = (byWorker[worker] ?? 0) + acquisitions;
    }
    return byWorker;
  }

  uses(): readonly PrimitiveUse[] {
    return this.#totals.filter(({ recorded }) => this.#notes.has(recorded.number)).map(toUse);
  }

  sharing(): SharingFigures {
    return this.#sharing.figures();
  }
}

function createTotal(recorded: RecordedPart, assignment: Assignment): Total {
  return {
    recorded,
    name: nameOfPart(assignment, recorded),
    workers: new Map(),
    waits: new Float64Array(HISTOGRAM_WORDS),
    holds: new Float64Array(HISTOGRAM_WORDS),
    givenUp: 0,
    parks: 0,
    wakes: 0,
    longestStreak: 0,
    switches: 0,
    longestWaitNs: 0,
    longestHoldNs: 0,
    depth: [],
  };
}

function addReading(total: Total, worker: number, reading: Reading): void {
  const before = total.workers.get(worker) ?? { acquisitions: 0, contended: 0, tried: false, waitNs: 0, heldNs: 0 };
  total.workers.set(worker, {
    acquisitions: before.acquisitions + reading.operations,
    contended: before.contended + reading.contended,
    tried: before.tried || isWanted(reading),
    waitNs: before.waitNs + reading.waitedNs,
    heldNs: before.heldNs + reading.heldNs,
  });
  addTo(total.waits, reading.waits);
  addTo(total.holds, reading.holds);
  total.givenUp += reading.givenUp;
  total.parks += reading.parks;
  total.wakes += reading.wakes;
  total.longestStreak = Math.max(total.longestStreak, reading.longestStreak);
  total.switches += reading.switches;
  total.longestWaitNs = Math.max(total.longestWaitNs, reading.longestWaitNs);
  total.longestHoldNs = Math.max(total.longestHoldNs, reading.longestHoldNs);
}

function isWanted({ operations, givenUp }: Reading): boolean {
  return operations > 0 || givenUp > 0;
}

function addTo(total: Float64Array, counts: ArrayLike<number>): void {
  for (let bucket = 0; bucket < total.length; bucket += 1) {
    total[bucket] = (total[bucket] as number) + (counts[bucket] as number);
  }
}

function toUse(total: Total): PrimitiveUse {
  const { kind, part, group } = total.recorded;
  const missing: { figure: UseFigure; reason: string }[] = [];
  /** The figure, unless this part has none, or it is null for a reason of this run. */
  const figure = <T>(name: UseFigure, value: () => T | null, otherwise = ''): T | null => {
    const reason = part.without[name];
    const told = reason === undefined ? value() : null;
    if (told === null) missing.push({ figure: name, reason: reason ?? otherwise });
    return told;
  };
  const entries = [...total.workers].toSorted(([a], [b]) => a - b);
  const sum = (of: (worker: { acquisitions: number; contended: number; waitNs: number; heldNs: number }) => number) =>
    entries.reduce((all, [, worker]) => all + of(worker), 0);
  const holds = part.without.HOLD === undefined;
  const tried = entries.filter(([, worker]) => worker.tried).map(([, worker]) => worker.acquisitions);
  return {
    name: total.name,
    kind,
    operation: part.operation,
    group,
    acquisitions: figure('ACQUISITIONS', () => sum((worker) => worker.acquisitions)),
    contended: figure('CONTENDED', () => sum((worker) => worker.contended)),
    givenUp: part.without.WAIT === undefined ? total.givenUp : null,
    wait: figure(
      'WAIT',
      () =>
        toDurations(
          total.waits,
          total.longestWaitNs,
          sum((worker) => worker.waitNs),
        ),
      'Nobody had to wait.',
    ),
    hold: figure(
      'HOLD',
      () =>
        toDurations(
          total.holds,
          total.longestHoldNs,
          sum((worker) => worker.heldNs),
        ),
      'Nobody held it and let it go.',
    ),
    longestStreak: figure('LONGEST_STREAK', () => total.longestStreak),
    switches: figure('SWITCHES', () => total.switches),
    fairness: figure(
      'FAIRNESS',
      () => (tried.length > 1 ? jainFairness(tried) : null),
      'It takes two workers that want it, and one that has it.',
    ),
    parks: figure('PARKS', () => total.parks),
    wakes: figure('WAKES', () => total.wakes),
    depth: figure('DEPTH', () => (total.depth.length > 0 ? total.depth : null), 'Nothing went through it.'),
    workers: entries.map(([worker, { acquisitions, contended, waitNs, heldNs }]): WorkerUse => ({
      worker,
      acquisitions,
      contended,
      waitMs: waitNs / NS_PER_MS,
      holdMs: holds ? heldNs / NS_PER_MS : null,
    })),
    missing,
  };
}

function toDurations(counts: Float64Array, longestNs: number, totalNs: number): Durations | null {
  const at = (p: number): number | null => {
    const ns = quantileOf(counts, p);
    // The middle of a bucket may lie above all that is in it.
    return ns === null ? null : Math.min(ns, longestNs) / NS_PER_MS;
  };
  const [p50, p90, p99] = [at(0.5), at(0.9), at(0.99)];
  if (p50 === null || p90 === null || p99 === null) return null;
  return { p50, p90, p99, max: longestNs / NS_PER_MS, total: totalNs / NS_PER_MS };
}
