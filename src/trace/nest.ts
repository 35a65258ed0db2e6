/**
 * One worker's round as slices that nest perfectly: each lies within the one that it begins in. What a worker
 * does one thing at a time nests by itself, but a lock that it tries now and then among other things need not:
 * such a slice ends where the one around it does.
 */
import { WAITED, type Span } from '../primitives/recording/span-ring.js';
import type { WorkerHeader, RoundHeader } from './trace.js';

/** UNKNOWN: what it did there was overwritten by what it did later. */
export const SLICE_STATES = ['STARTING', 'RUNNING', 'WAITING', 'SLEEPING', 'IO', 'UNKNOWN'] as const;
export type SliceState = (typeof SLICE_STATES)[number];

export interface Slice {
  readonly state: SliceState;
  readonly beganNs: number;
  readonly endedNs: number;
  /** How many slices are around it. */
  readonly depth: number;
  /** null for what is no single operation: the start, and the run of the task. */
  readonly span: Span | null;
}

interface Unnested extends Omit<Slice, 'depth' | 'endedNs'> {
  endedNs: number;
}

/** In the order in which they begin, the outer ones first. */
export function nest(round: RoundHeader, worker: WorkerHeader, spans: readonly Span[]): readonly Slice[] {
  const endedNs = worker.endedNs ?? round.endedNs;
  // One that never came to its first instruction may have waited for its interpreter, to the end.
  if (worker.startedNs === null && spans.length === 0) return [];
  const startedNs = worker.startedNs ?? endedNs;
  const knownNs = worker.dropped > 0 ? Math.max(startedNs, spans[0]?.beganNs ?? endedNs) : startedNs;
  const frame: Unnested[] = [];
  if (worker.startedNs !== null) frame.push({ state: 'RUNNING', beganNs: startedNs, endedNs, span: null });
  if (startedNs > round.releasedNs) {
    frame.push({ state: 'STARTING', beganNs: round.releasedNs, endedNs: startedNs, span: null });
  }
  if (knownNs > startedNs) frame.push({ state: 'UNKNOWN', beganNs: startedNs, endedNs: knownNs, span: null });
  const own = spans
    .filter(({ kind }) => kind !== 'HOLD')
    .map((span): Unnested => ({
      state: stateOf(span),
      beganNs: Math.min(Math.max(span.beganNs, worker.dropped > 0 ? knownNs : round.releasedNs), endedNs),
      endedNs: Math.min(span.endedNs, endedNs),
      span,
    }))
    .filter((slice) => slice.endedNs >= slice.beganNs);
  const inOrder = [...frame, ...own].toSorted((a, b) => a.beganNs - b.beganNs || b.endedNs - a.endedNs);

  const around: Unnested[] = [];
  return inOrder.map((slice) => {
    while (around.length > 0 && (around.at(-1) as Unnested).endedNs <= slice.beganNs) around.pop();
    const outer = around.at(-1);
    if (outer && slice.endedNs > outer.endedNs) slice.endedNs = outer.endedNs;
    const depth = around.length;
    around.push(slice);
    return { ...slice, depth };
  });
}

function stateOf({ kind, flags }: Span): SliceState {
  if (kind === 'SLEEP') return 'SLEEPING';
  if (kind === 'IO') return 'IO';
  return kind === 'WAIT' || (flags & WAITED) !== 0 ? 'WAITING' : 'RUNNING';
}
