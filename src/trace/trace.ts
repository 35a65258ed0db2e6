/**
 * The trace room: what the workers of a run did and when, as it is kept in a file, and what can be made of it.
 *
 * A file is one line of JSON (`TraceHeader`), filled up with spaces to a multiple of 8 bytes, then the spans as
 * the workers' rings held them (see `primitives/recording/span-ring.ts`): worker after worker, round after round.
 * All times are nanoseconds of one clock, the same in every thread and process.
 */
import * as z from 'zod';
import { FABRICS } from '../domain/experiment.js';
import { OPERATIONS } from '../domain/recording.js';
import { readSpans, SPAN_WORDS, type Span } from '../primitives/recording/span-ring.js';

const Ns = z.number();

const TraceHeader = z.object({
  version: z.literal(1),
  groups: z.array(z.object({ task: z.string(), fabric: z.enum(FABRICS) })),
  workers: z.array(z.object({ worker: z.number().int(), group: z.number().int() })),
  /** Parts of primitives, by the number that spans know them by. */
  parts: z.array(z.object({ name: z.string(), operation: z.enum(OPERATIONS) })),
  rounds: z.array(
    z.object({
      round: z.number().int(),
      warmup: z.boolean(),
      /** It came to its end. */
      isComplete: z.boolean(),
      releasedNs: Ns,
      endedNs: Ns,
      workers: z.array(
        z.object({
          /** null where it never began. */
          startedNs: Ns.nullable(),
          /** null where it never ended. */
          endedNs: Ns.nullable(),
          spans: z.number().int(),
          dropped: z.number().int(),
        }),
      ),
    }),
  ),
});
export type TraceHeader = z.infer<typeof TraceHeader>;
export type RoundHeader = TraceHeader['rounds'][number];
export type WorkerHeader = RoundHeader['workers'][number];

const ALIGNMENT = 8;
const NEW_LINE = 10;
const SPAN_BYTES = SPAN_WORDS * 4;

export class BrokenTraceError extends Error {
  override readonly name = 'BrokenTraceError';
}

export class Trace {
  readonly header: TraceHeader;
  readonly #records: Int32Array;

  private constructor(header: TraceHeader, records: Int32Array) {
    this.header = header;
    this.#records = records;
  }

  /** @throws BrokenTraceError */
  static parse(bytes: Uint8Array): Trace {
    const end = bytes.indexOf(NEW_LINE) + 1;
    const header = TraceHeader.safeParse(parseJson(new TextDecoder().decode(bytes.subarray(0, end))));
    if (!header.success) throw new BrokenTraceError('The trace has no header that can be read.');
    // A copy of its own begins at a multiple of 8, wherever the bytes came from.
    const body = new Uint8Array(bytes.subarray(end)).buffer;
    const spans = header.data.rounds.flatMap(({ workers }) => workers).reduce((sum, { spans }) => sum + spans, 0);
    if (body.byteLength !== spans * SPAN_BYTES) throw new BrokenTraceError('The trace is cut off.');
    return new Trace(header.data, new Int32Array(body));
  }

  /** What one worker did in one round, in the order in which it ended. */
  spansOf(round: RoundHeader, worker: WorkerHeader): readonly Span[] {
    let first = 0;
    for (const each of this.header.rounds) {
      for (const one of each.workers) {
        if (each === round && one === worker) {
          return readSpans(this.#records.subarray(first, first + one.spans * SPAN_WORDS));
        }
        first += one.spans * SPAN_WORDS;
      }
    }
    return [];
  }
}

/** @param records in the order of the header's rounds and workers */
export function encodeTrace(header: TraceHeader, records: readonly Int32Array[]): Uint8Array {
  const text = JSON.stringify(header);
  const length = new TextEncoder().encode(text).length + 1;
  const padding = ' '.repeat((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
  const head = new TextEncoder().encode(`${text}${padding}\n`);
  const bytes = new Uint8Array(head.length + records.reduce((sum, { byteLength }) => sum + byteLength, 0));
  bytes.set(head);
  let at = head.length;
  for (const record of records) {
    bytes.set(new Uint8Array(record.buffer, record.byteOffset, record.byteLength), at);
    at += record.byteLength;
  }
  return bytes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
