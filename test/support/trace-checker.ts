/**
 * A strict checker of Chrome trace events, after the published "Trace Event Format" and what Perfetto's importer
 * asks beyond it: slices of a track nest perfectly, flows begin and end inside slices, every track has a name.
 */
import * as z from 'zod';

const base = { name: z.string().min(1), pid: z.number().int().positive(), tid: z.number().int().nonnegative() };
const ts = z.number().finite();
const cat = z.string().min(1);
const args = z.record(z.string(), z.unknown()).optional();

const TraceEvent = z.discriminatedUnion('ph', [
  z.strictObject({ ...base, ph: z.literal('X'), ts, dur: z.number().nonnegative(), cat, args }),
  z.strictObject({ ...base, ph: z.literal('i'), ts, cat, s: z.enum(['g', 'p', 't']), args }),
  z.strictObject({ ...base, ph: z.literal('s'), ts, cat, id: z.string() }),
  z.strictObject({ ...base, ph: z.literal('f'), ts, cat, id: z.string(), bp: z.literal('e') }),
  z.strictObject({
    ...base,
    ph: z.literal('M'),
    name: z.enum(['process_name', 'thread_name', 'process_sort_index']),
    args: z.union([z.strictObject({ name: z.string().min(1) }), z.strictObject({ sort_index: z.number().int() })]),
  }),
]);
export type TraceEvent = z.infer<typeof TraceEvent>;
export type Slice = TraceEvent & { readonly ph: 'X' };

const TraceFile = z.strictObject({ displayTimeUnit: z.enum(['ms', 'ns']), traceEvents: z.array(TraceEvent) });

export interface CheckedTrace {
  readonly events: readonly TraceEvent[];
  readonly slices: readonly Slice[];
  /** Ends of flows that were found at both ends. */
  readonly flows: number;
  /** Of a track: `process / thread`. */
  nameOf(this: void, event: { readonly pid: number; readonly tid: number }): string;
}

/** @throws an error that names what is wrong first */
export function checkTrace(json: unknown): CheckedTrace {
  const { traceEvents: events } = TraceFile.parse(json);
  const slices = events.filter((event): event is Slice => event.ph === 'X');
  const names = checkNames(events);
  const tracks = groupByTrack(slices);
  for (const [track, own] of tracks) checkNesting(track, own);
  return {
    events,
    slices,
    flows: checkFlows(events, tracks),
    nameOf: ({ pid, tid }) => `${names.get(`p${pid}`)} / ${names.get(`t${pid}.${tid}`)}`,
  };
}

function groupByTrack(slices: readonly Slice[]): ReadonlyMap<string, readonly Slice[]> {
  const tracks = new Map<string, Slice[]>();
  for (const slice of slices) {
    const key = `${slice.pid}.${slice.tid}`;
    const own = tracks.get(key) ?? [];
    tracks.set(key, own);
    own.push(slice);
  }
  return tracks;
}

/** Microseconds with three decimals are whole nanoseconds: compared as these, no rounding is in the way. */
const ns = (us: number): number => Math.round(us * 1000);

function checkNesting(track: string, slices: readonly Slice[]): void {
  const open: { readonly name: string; readonly endNs: number }[] = [];
  let lastNs = -Infinity;
  for (const { name, ts: began, dur } of slices) {
    const beganNs = ns(began);
    const endNs = ns(began + dur);
    if (beganNs < lastNs) throw new Error(`Track ${track}: ${name} at ${began} comes after what begins later.`);
    lastNs = beganNs;
    while (open.length > 0 && (open.at(-1)?.endNs ?? 0) <= beganNs) open.pop();
    const outer = open.at(-1);
    if (outer && endNs > outer.endNs) {
      throw new Error(
        `Track ${track}: ${name} (${beganNs} to ${endNs}) reaches out of ${outer.name} (to ${outer.endNs}).`,
      );
    }
    open.push({ name, endNs });
  }
}

function checkFlows(events: readonly TraceEvent[], tracks: ReadonlyMap<string, readonly Slice[]>): number {
  const begun = new Map<string, number>();
  const ended = new Set<string>();
  for (const event of events) {
    if (event.ph !== 's' && event.ph !== 'f') continue;
    const at = ns(event.ts);
    const isInside = (tracks.get(`${event.pid}.${event.tid}`) ?? []).some(
      (slice) => ns(slice.ts) <= at && at <= ns(slice.ts + slice.dur),
    );
    if (!isInside) throw new Error(`Flow ${event.id} (${event.ph}) at ${event.ts} is in no slice.`);
    if (event.ph === 's') {
      if (begun.has(event.id)) throw new Error(`Flow ${event.id} begins twice.`);
      begun.set(event.id, at);
    } else {
      const since = begun.get(event.id);
      if (since === undefined) throw new Error(`Flow ${event.id} ends and never began.`);
      if (since > at) throw new Error(`Flow ${event.id} ends before it begins.`);
      if (ended.has(event.id)) throw new Error(`Flow ${event.id} ends twice.`);
      ended.add(event.id);
    }
  }
  for (const id of begun.keys()) if (!ended.has(id)) throw new Error(`Flow ${id} never ends.`);
  return ended.size;
}

function checkNames(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const event of events) {
    if (event.ph !== 'M' || !('name' in event.args)) continue;
    const key = event.name === 'process_name' ? `p${event.pid}` : `t${event.pid}.${event.tid}`;
    const before = names.get(key);
    if (before !== undefined && before !== event.args.name) throw new Error(`${key} has two names.`);
    names.set(key, event.args.name);
  }
  const threads = new Map<number, number>();
  for (const { ph, pid, tid } of events) {
    if (ph === 'M') continue;
    if (!names.has(`p${pid}`)) throw new Error(`Process ${pid} has no name.`);
    if (!names.has(`t${pid}.${tid}`)) throw new Error(`Thread ${tid} of ${pid} has no name.`);
    if ((threads.get(tid) ?? pid) !== pid) throw new Error(`Thread ${tid} is in two processes.`);
    threads.set(tid, pid);
  }
  return names;
}
