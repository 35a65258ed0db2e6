/** A round of a trace as a frontend draws it: for each worker, what share of each slice of time it was in which state. */
import { nest, type Slice, type SliceState } from './nest.js';
import type { RoundHeader, Trace } from './trace.js';

export interface TimelineTrack {
  readonly state: SliceState;
  /** What it waits for; null in every other state. */
  readonly on: string | null;
  /** Of each bucket, 0 to 1. */
  readonly shares: readonly number[];
}

export interface TimelineWorker {
  readonly worker: number;
  readonly group: number;
  readonly task: string;
  /** Spans that were overwritten: the time that they were in is UNKNOWN. */
  readonly dropped: number;
  /** Only states that occur. What is missing to 1: it had not begun, or was done. */
  readonly tracks: readonly TimelineTrack[];
}

export interface Timeline {
  readonly round: number;
  readonly warmup: boolean;
  readonly isComplete: boolean;
  /** Rounds that the trace has. */
  readonly rounds: readonly number[];
  readonly durationMs: number;
  readonly bucketMs: number;
  readonly dropped: number;
  readonly workers: readonly TimelineWorker[];
}

const NS_PER_MS = 1e6;

/** @param round the last one where it is null. @returns null where the trace has no such round */
export function toTimeline(trace: Trace, buckets: number, round: number | null): Timeline | null {
  const { rounds, workers, groups } = trace.header;
  const chosen = round === null ? rounds.at(-1) : rounds.find((each) => each.round === round);
  if (!chosen) return null;
  const durationNs = Math.max(1, chosen.endedNs - chosen.releasedNs);
  return {
    round: chosen.round,
    warmup: chosen.warmup,
    isComplete: chosen.isComplete,
    rounds: rounds.map((each) => each.round),
    durationMs: durationNs / NS_PER_MS,
    bucketMs: durationNs / buckets / NS_PER_MS,
    dropped: chosen.workers.reduce((sum, { dropped }) => sum + dropped, 0),
    workers: chosen.workers.map((header, index) => {
      const { worker, group } = workers[index] ?? { worker: index, group: 0 };
      const slices = nest(chosen, header, trace.spansOf(chosen, header));
      return {
        worker,
        group,
        task: groups[group]?.task ?? '',
        dropped: header.dropped,
        tracks: toTracks(trace, chosen, slices, durationNs / buckets, buckets),
      };
    }),
  };
}

function toTracks(
  trace: Trace,
  round: RoundHeader,
  slices: readonly Slice[],
  bucketNs: number,
  buckets: number,
): readonly TimelineTrack[] {
  const tracks = new Map<string, { state: SliceState; on: string | null; shares: Float64Array }>();
  const spend = (slice: Slice, fromNs: number, toNs: number): void => {
    if (toNs <= fromNs) return;
    const on = slice.state === 'WAITING' && slice.span ? (trace.header.parts[slice.span.part]?.name ?? null) : null;
    const key = `${slice.state} ${on ?? ''}`;
    const track = tracks.get(key) ?? { state: slice.state, on, shares: new Float64Array(buckets) };
    tracks.set(key, track);
    const first = Math.max(0, Math.floor((fromNs - round.releasedNs) / bucketNs));
    for (let bucket = first; bucket < buckets; bucket += 1) {
      const beganNs = round.releasedNs + bucket * bucketNs;
      const sharedNs = Math.min(toNs, beganNs + bucketNs) - Math.max(fromNs, beganNs);
      if (beganNs >= toNs) break;
      if (sharedNs > 0) track.shares[bucket] = (track.shares[bucket] ?? 0) + sharedNs / bucketNs;
    }
  };
  // A moment counts for the innermost slice that it is in.
  const around: Slice[] = [];
  let nowNs = round.releasedNs;
  const passTo = (untilNs: number): void => {
    for (let inner = around.at(-1); inner && inner.endedNs <= untilNs; inner = around.at(-1)) {
      spend(inner, nowNs, inner.endedNs);
      nowNs = Math.max(nowNs, inner.endedNs);
      around.pop();
    }
    const inner = around.at(-1);
    if (inner) spend(inner, nowNs, untilNs);
    nowNs = Math.max(nowNs, untilNs);
  };
  for (const slice of slices) {
    passTo(slice.beganNs);
    around.push(slice);
  }
  passTo(Infinity);
  return [...tracks.values()].map(({ state, on, shares }) => ({
    state,
    on,
    shares: Array.from(shares, (share) => Math.min(1, share)),
  }));
}
