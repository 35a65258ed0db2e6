/**
 * What one worker did and when: spans of a fixed size in a ring of shared memory. Its worker alone writes it,
 * without locks; the host reads it when the round is over.
 *
 * When it is full the oldest are overwritten: how a round ended (a deadlock, a cancel) says more than how it
 * began. How many were written in all tells how many are lost.
 *
 * Layout:
 *   word 0             spans ever written, modulo 2³²
 *   word LINE          the spans, 6 words each:
 *     0, 1   began (f64, ns)       2, 3   ended (f64, ns)
 *     4      what: kind, flags « 4, part « 8        5      its number: which message
 */
import { LINE_WORDS } from '../words.js';

export const SPAN_KINDS = ['SLEEP', 'IO', 'WAIT', 'HOLD', 'PUT', 'GET'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** It had to wait. */
export const WAITED = 1;
/** Of a message in a pipe: it was sent at end 1. */
export const FROM_END_1 = 2;

export interface Span {
  readonly kind: SpanKind;
  readonly flags: number;
  /** Of which primitive; see `parts.ts`. 0 where it is of none. */
  readonly part: number;
  readonly number: number;
  readonly beganNs: number;
  readonly endedNs: number;
}

export const SPAN_WORDS = 6;
const SPANS = LINE_WORDS;
const WHAT = 4;
const NUMBER = 5;
const KIND_MASK = 0xf;
const FLAG_BITS = 4;
const PART_BITS = 8;

export function spanRingWords(capacity: number): number {
  return SPANS + Math.ceil((capacity * SPAN_WORDS) / LINE_WORDS) * LINE_WORDS;
}

export class SpanRing {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #index: number;
  readonly #mask: number;

  /**
   * @param index of its first word, even
   * @param capacity in spans, a power of two
   */
  constructor(words: Int32Array, index: number, capacity: number) {
    this.#words = words;
    this.#floats = new Float64Array(words.buffer, words.byteOffset, words.length >>> 1);
    this.#index = index;
    this.#mask = capacity - 1;
  }

  /** Before the round: another run may have laid out its own rings over this one. */
  clear(): void {
    this.#words[this.#index] = 0;
  }

  write(kind: number, flags: number, part: number, number: number, beganNs: number, endedNs: number): void {
    const words = this.#words;
    const written = words[this.#index] as number;
    const at = this.#index + SPANS + (written & this.#mask) * SPAN_WORDS;
    this.#floats[at >>> 1] = beganNs;
    this.#floats[(at >>> 1) + 1] = endedNs;
    words[at + WHAT] = kind | (flags << FLAG_BITS) | (part << PART_BITS);
    words[at + NUMBER] = number;
    // Last: a worker that is killed in between has written nothing.
    words[this.#index] = (written + 1) | 0;
  }

  /** A copy of those that are left, in the order in which they ended; and makes it empty. After the round. */
  drain(): { readonly records: Int32Array; readonly dropped: number } {
    const words = this.#words;
    const written = (words[this.#index] as number) >>> 0;
    const first = this.#index + SPANS;
    const capacity = this.#mask + 1;
    const kept = Math.min(written, capacity);
    const records = new Int32Array(kept * SPAN_WORDS);
    const oldest = (written - kept) & this.#mask;
    const untilEnd = Math.min(kept, capacity - oldest);
    records.set(words.subarray(first + oldest * SPAN_WORDS, first + (oldest + untilEnd) * SPAN_WORDS));
    records.set(words.subarray(first, first + (kept - untilEnd) * SPAN_WORDS), untilEnd * SPAN_WORDS);
    this.clear();
    return { records, dropped: written - kept };
  }
}

/** @param records as `drain` answers them; their bytes begin at a multiple of 8 */
export function readSpans(records: Int32Array): readonly Span[] {
  const floats = new Float64Array(records.buffer, records.byteOffset, records.length >>> 1);
  return Array.from({ length: records.length / SPAN_WORDS }, (_, span) => {
    const at = span * SPAN_WORDS;
    const what = records[at + WHAT] as number;
    return {
      kind: SPAN_KINDS[what & KIND_MASK] ?? 'WAIT',
      flags: (what >>> FLAG_BITS) & KIND_MASK,
      part: what >>> PART_BITS,
      number: records[at + NUMBER] as number,
      beganNs: floats[at >>> 1] as number,
      endedNs: floats[(at >>> 1) + 1] as number,
    };
  });
}

/** As the ring keeps it. */
export function kindNumber(kind: SpanKind): number {
  return SPAN_KINDS.indexOf(kind);
}
