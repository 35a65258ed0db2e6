/**
 * What the workers of an interpreter noted, host half: a file that they write on and that is read when a round is
 * over. Laid out in `harness/recording/facts.py`; all places in it are told from here.
 *
 * It may be read when the interpreter is gone, and its folder: as long as it is open, it is there.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { HISTOGRAM_WORDS } from '../../primitives/recording/histogram.js';
import { DEPTH_SAMPLES, METER, METER_WORDS } from '../../primitives/recording/meter.js';
import { kindNumber, SPAN_KINDS, SpanRing, spanRingWords } from '../../primitives/recording/span-ring.js';
import { LINE_WORDS } from '../../primitives/words.js';

const WORD_BYTES = 4;
const PARTS = LINE_WORDS;
/** In a part's line: whether the primitive was made. */
const IS_MADE = 1;
/** In 64-bit words: of the release, and in a worker's line. */
const RELEASED = 0;
const [STARTED, ENDED] = [0, 1];

export interface FactsSize {
  readonly parts: number;
  readonly slots: number;
  /** Spans that a ring holds, a power of two; 0 where there is no trace. */
  readonly spans: number;
}

/** As the harness is told. */
export interface DescribedFacts {
  readonly path: string;
  readonly bytes: number;
  readonly slots: number;
  readonly spans: number;
  /** Indices of words. */
  readonly partsWord: number;
  readonly slotsWord: number;
  readonly metersWord: number;
  readonly ringsWord: number;
  readonly meterWords: number;
  readonly ringWords: number;
  /** In a meter. */
  readonly meter: typeof METER;
  readonly buckets: number;
  readonly depths: number;
  readonly kinds: Readonly<Record<string, number>>;
}

export class Facts {
  readonly described: DescribedFacts;
  readonly #descriptor: number;
  #words: Int32Array;
  #floats: Float64Array;

  /** Makes the file. */
  constructor(path: string, { parts, slots, spans }: FactsSize) {
    const slotsWord = PARTS + parts * LINE_WORDS;
    const metersWord = slotsWord + slots * LINE_WORDS;
    const ringsWord = metersWord + parts * slots * METER_WORDS;
    const ringWords = spans === 0 ? 0 : spanRingWords(spans);
    this.described = {
      path,
      bytes: (ringsWord + slots * ringWords) * WORD_BYTES,
      slots,
      spans,
      partsWord: PARTS,
      slotsWord,
      metersWord,
      ringsWord,
      meterWords: METER_WORDS,
      ringWords,
      meter: METER,
      buckets: HISTOGRAM_WORDS,
      depths: DEPTH_SAMPLES,
      kinds: Object.fromEntries(SPAN_KINDS.map((kind) => [kind, kindNumber(kind)])),
    };
    this.#descriptor = openSync(path, 'w+');
    ftruncateSync(this.#descriptor, this.described.bytes);
    [this.#words, this.#floats] = viewsOf(new ArrayBuffer(this.described.bytes));
  }

  /** All words, as they were read last. */
  get words(): Int32Array {
    return this.#words;
  }

  /** Before a round, while no worker writes. */
  clear(): void {
    ftruncateSync(this.#descriptor, 0);
    ftruncateSync(this.#descriptor, this.described.bytes);
  }

  /** After a round, when no worker writes any more. */
  read(): void {
    const bytes = new Uint8Array(this.described.bytes);
    // An interpreter can do to its file what it likes.
    const length = Math.min(bytes.length, fstatSync(this.#descriptor).size);
    for (let at = 0; at < length;) {
      const count = readSync(this.#descriptor, bytes, at, length - at, at);
      if (count === 0) break;
      at += count;
    }
    [this.#words, this.#floats] = viewsOf(bytes.buffer);
  }

  meterIndex(part: number, slot: number): number {
    return this.described.metersWord + (part * this.described.slots + slot) * METER_WORDS;
  }

  ringOf(slot: number): SpanRing | null {
    const { spans, ringsWord, ringWords } = this.described;
    return spans === 0 ? null : new SpanRing(this.#words, ringsWord + slot * ringWords, spans);
  }

  isMade(part: number): boolean {
    return this.#words[PARTS + part * LINE_WORDS + IS_MADE] === 1;
  }

  /** When the members of the round were released; null where they were not. */
  get releasedNs(): number | null {
    return this.#time(RELEASED);
  }

  timesOf(slot: number): { readonly startedNs: number | null; readonly endedNs: number | null } {
    const line = (this.described.slotsWord + slot * LINE_WORDS) / 2;
    return { startedNs: this.#time(line + STARTED), endedNs: this.#time(line + ENDED) };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #time(index: number): number | null {
    const time = this.#floats[index] ?? 0;
    return time > 0 && Number.isFinite(time) ? time : null;
  }
}

function viewsOf(buffer: ArrayBuffer): [Int32Array, Float64Array] {
  return [new Int32Array(buffer), new Float64Array(buffer)];
}
