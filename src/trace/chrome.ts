/**
 * A trace as Chrome trace events (the "Trace Event Format"), which Perfetto and chrome://tracing open.
 *
 * Each group of threads is a process track, and so is each worker that is a process; a thread track is a
 * worker. What a worker does are complete events (`X`) that nest. Primitives have a process track of their own
 * with a lane each, on which stands who holds it; where several may, as many lanes as there were at once. Messages
 * are flows, from within the slice that put one to within the slice that got it. Times are in microseconds from
 * the first round's release, to the nanosecond.
 */
import type { Fabric } from '../domain/experiment.js';
import type { Operation } from '../domain/recording.js';
import { FROM_END_1, type Span } from '../primitives/recording/span-ring.js';
import { nest, type Slice } from './nest.js';
import type { RoundHeader, Trace } from './trace.js';

export interface ChromeEvent {
  readonly name: string;
  readonly ph: 'X' | 'M' | 'i' | 's' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: string;
  readonly bp?: 'e';
  readonly s?: 'g';
  readonly args?: Readonly<Record<string, unknown>>;
}

const LAB = 1;
const PRIMITIVES = 2;
const FIRST_GROUP = 10;
const FIRST_PROCESS = 100;
const FIRST_LANE = 1_000;
/** Lanes of one primitive: more workers than there can be. */
const LANES = 256;

/** One end of a flow: a slice of a track. */
interface FlowEnd extends Track {
  readonly slice: Slice;
}

interface Track {
  readonly pid: number;
  readonly tid: number;
}

interface Held {
  readonly span: Span;
  readonly worker: number;
}

/** Metadata first; then each track in the order of its times; then the flows. */
export function* toChromeEvents(trace: Trace): Generator<ChromeEvent> {
  yield* metadata(trace);
  const zeroNs = trace.header.rounds[0]?.releasedNs ?? 0;
  const at: Clock = (ns) => Math.round(ns - zeroNs) / 1000;
  for (const round of trace.header.rounds) yield* eventsOf(trace, round, at);
}

/** Nanoseconds of the trace to microseconds of the events. */
type Clock = (ns: number) => number;

function* eventsOf(trace: Trace, round: RoundHeader, at: Clock): Generator<ChromeEvent> {
  const kind = round.warmup ? 'warm-up round' : 'round';
  const name = `${kind} ${round.round}${round.isComplete ? '' : ' (cut off)'}`;
  const lab: Track = { pid: LAB, tid: LAB };
  yield { name, ph: 'X', cat: 'round', ...lab, ...during(at, round.releasedNs, round.endedNs) };
  yield { name: 'start barrier opens', ph: 'i', s: 'g', cat: 'round', ...lab, ts: at(round.releasedNs) };

  const puts = new Map<string, FlowEnd>();
  const gets = new Map<string, FlowEnd>();
  const holds: Held[] = [];
  for (const [worker, header] of round.workers.entries()) {
    const track = trackOf(trace, worker);
    const spans = trace.spansOf(round, header);
    for (const slice of nest(round, header, spans)) {
      yield { ...describe(trace, slice, header.dropped), ...track, ...during(at, slice.beganNs, slice.endedNs) };
      if (slice.span?.kind === 'PUT') puts.set(messageOf(slice.span), { ...track, slice });
      if (slice.span?.kind === 'GET') gets.set(messageOf(slice.span), { ...track, slice });
    }
    for (const span of spans) if (span.kind === 'HOLD') holds.push({ span, worker });
  }
  for (const { lane, span, worker } of toLanes(holds)) {
    const tid = laneNumber(span.part, lane);
    const label = trace.header.parts[span.part]?.name ?? 'primitive';
    if (lane > 0) yield threadName(PRIMITIVES, tid, `${label} (${lane + 1})`);
    const track: Track = { pid: PRIMITIVES, tid };
    yield { name: `worker ${worker}`, ph: 'X', cat: 'hold', ...track, ...during(at, span.beganNs, span.endedNs) };
  }
  for (const [message, put] of puts) {
    const get = gets.get(message);
    if (!get) continue;
    const flow = { name: 'message', cat: 'message', id: `${round.round}.${message}` };
    yield { ...flow, ph: 's', pid: put.pid, tid: put.tid, ts: at(put.slice.beganNs) };
    // It arrives at the end of the get, and still within it.
    const arrivedNs = Math.max(get.slice.beganNs, get.slice.endedNs - 1);
    yield { ...flow, ph: 'f', bp: 'e', pid: get.pid, tid: get.tid, ts: at(arrivedNs) };
  }
}

function during(at: Clock, beganNs: number, endedNs: number): { readonly ts: number; readonly dur: number } {
  const ts = at(beganNs);
  // Not rounded by itself: the end must stay where it is in relation to other ends.
  return { ts, dur: Math.round((at(endedNs) - ts) * 1000) / 1000 };
}

function* metadata({ header }: Trace): Generator<ChromeEvent> {
  yield* processNames(LAB, 'Lab');
  yield threadName(LAB, LAB, 'rounds');
  const seen = new Set<number>();
  for (const [index, { worker, group }] of header.workers.entries()) {
    const { pid, tid } = trackOf({ header }, index);
    const { task, fabric } = header.groups[group] ?? { task: 'task', fabric: 'THREADS' };
    if (!seen.has(pid)) {
      seen.add(pid);
      yield* processNames(pid, livesAlone(fabric) ? `Process of worker ${worker}: ${task}` : `${task} on ${fabric}`);
    }
    yield threadName(pid, tid, `worker ${worker}`);
  }
  if (!header.parts.some(isHeld)) return;
  yield* processNames(PRIMITIVES, 'Primitives, and who holds them');
  for (const [part, { name, operation }] of header.parts.entries()) {
    if (isHeld({ operation })) yield threadName(PRIMITIVES, laneNumber(part, 0), name);
  }
}

function isHeld({ operation }: { readonly operation: Operation }): boolean {
  return operation === 'ACQUIRE';
}

function* processNames(pid: number, name: string): Generator<ChromeEvent> {
  yield { name: 'process_name', ph: 'M', pid, tid: 0, args: { name } };
  yield { name: 'process_sort_index', ph: 'M', pid, tid: 0, args: { sort_index: pid } };
}

function threadName(pid: number, tid: number, name: string): ChromeEvent {
  return { name: 'thread_name', ph: 'M', pid, tid, args: { name } };
}

/** Thread numbers are unique over all processes. */
function trackOf({ header }: Pick<Trace, 'header'>, index: number): Track {
  const group = header.workers[index]?.group ?? 0;
  const { fabric } = header.groups[group] ?? { fabric: 'THREADS' };
  return { pid: livesAlone(fabric) ? FIRST_PROCESS + index : FIRST_GROUP + group, tid: FIRST_PROCESS + index };
}

function livesAlone(fabric: Fabric): boolean {
  return fabric === 'PROCESSES' || fabric === 'PROCESS_POOL';
}

function laneNumber(part: number, lane: number): number {
  return FIRST_LANE + part * LANES + lane;
}

function describe(
  trace: Trace,
  { state, span }: Slice,
  dropped: number,
): Pick<ChromeEvent, 'name' | 'ph' | 'cat' | 'args'> {
  const what = span && trace.header.parts[span.part]?.name;
  switch (state) {
    case 'STARTING':
      return { name: 'starts', ph: 'X', cat: 'state' };
    case 'UNKNOWN':
      return { name: 'not kept', ph: 'X', cat: 'state', args: { dropped } };
    case 'SLEEPING':
      return { name: 'sleeps', ph: 'X', cat: 'state' };
    case 'IO':
      return { name: 'I/O', ph: 'X', cat: 'state' };
    case 'WAITING':
    case 'RUNNING':
      break;
  }
  if (!span) return { name: 'runs', ph: 'X', cat: 'state' };
  const waited = state === 'WAITING';
  if (span.kind === 'WAIT') return { name: `waits for ${what}`, ph: 'X', cat: 'wait' };
  const verb = span.kind === 'PUT' ? 'puts into' : 'gets from';
  const args = { message: span.number };
  return { name: `${verb} ${what}${waited ? ', waiting' : ''}`, ph: 'X', cat: waited ? 'wait' : 'message', args };
}

/** The same for the one who puts a message and the one who gets it: the part of the gets is next to that of the puts. */
function messageOf({ kind, part, number, flags }: Span): string {
  return `${kind === 'PUT' ? part : part - 1}.${flags & FROM_END_1}.${number}`;
}

/** Each hold on the first lane of its primitive that is free by then; in the order of their beginnings. */
function toLanes(holds: readonly Held[]): readonly (Held & { readonly lane: number })[] {
  const freeFrom = new Map<number, number[]>();
  return holds
    .toSorted((a, b) => a.span.beganNs - b.span.beganNs)
    .map((held) => {
      const { part, beganNs, endedNs } = held.span;
      const lanes = freeFrom.get(part) ?? [];
      freeFrom.set(part, lanes);
      const free = lanes.findIndex((since) => since <= beganNs);
      const lane = free < 0 ? lanes.length : free;
      lanes[lane] = endedNs;
      return { ...held, lane };
    });
}
