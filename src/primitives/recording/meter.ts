/**
 * How one worker used one part of a primitive in one round: counts and histograms in shared memory, written
 * plainly by that worker alone, read by the host after the round (or after the worker's death).
 *
 * Counting is cheap; the clock is not: it costs more than an uncontended lock. So a wait is always timed (it is
 * slow anyway), but of holds that follow one another quickly only some, one in 2 µs: at random distances, so
 * that no rhythm of the task is mistaken for the whole, and each stands for as many as were passed over. Where
 * operations are further apart than that, or a trace is wanted, every one is timed.
 *
 * Layout (words; f64 takes two):
 *   0 operations   1 of them contended   2 given up   3 parks   4 wakes
 *   5 longest streak that is over   6 operations before the present streak   7 times it had it after another worker
 *   8 waiting since (f64, 0 not)   10 holding since (f64, 0 not, or not timed)
 *   12 longest wait (f64)   14 longest hold (f64)   16 waited in all (f64)   18 held in all, estimated (f64)
 *   20 samples of the depth   22 time between two of them (f64)   24 when the next one is due (f64)
 *   WAITS, HOLDS      histograms (see `histogram.ts`)
 *   DEPTHS            samples: when (f64), how many (f64)
 */
import { Interrupted, type Words } from '../words.js';
import { nowNs } from './clock.js';
import { bucketOf, HISTOGRAM_WORDS } from './histogram.js';
import { kindNumber, WAITED, type SpanRing } from './span-ring.js';

export const METER = {
  operations: 0,
  contended: 1,
  givenUp: 2,
  parks: 3,
  wakes: 4,
  longestStreak: 5,
  beforeStreak: 6,
  switches: 7,
  waitingSince: 8,
  holdingSince: 10,
  longestWait: 12,
  longestHold: 14,
  waited: 16,
  held: 18,
  depths: 20,
  depthEvery: 22,
  depthDue: 24,
  waits: 32,
  holds: 32 + HISTOGRAM_WORDS,
  depthSamples: 32 + 2 * HISTOGRAM_WORDS,
} as const;

export const DEPTH_SAMPLES = 128;
export const METER_WORDS = 2048;

/** Between two operations that are timed, in the middle. Two looks at the clock are some 5 % of that. */
const BETWEEN_NS = 2_000;
/** The most operations in between, in the middle. */
const MOST_BETWEEN = 64;

const WAIT = kindNumber('WAIT');
const HOLD = kindNumber('HOLD');

/** What a meter belongs to. */
export interface MeterPlace {
  /** Index of its first word, even. */
  readonly index: number;
  /** Its number among all parts of the run (see `parts.ts`). */
  readonly part: number;
  /** The word that tells who had it last, where one at a time has it; else -1. */
  readonly lastOwner: number;
  readonly worker: number;
  /** Where there is a trace. */
  readonly ring: SpanRing | null;
}

export class Meter {
  readonly #words: Words;
  readonly #plain: Int32Array;
  readonly #floats: Float64Array;
  readonly #index: number;
  readonly #part: number;
  readonly #lastOwner: number;
  readonly #me: number;
  readonly #ring: SpanRing | null;
  /** The count of operations at which the next one is timed, and at which the last one was, and when. */
  #next: number;
  #timed: number;
  #timedAtNs = 0;
  /** How many holds the one that is timed now stands for. */
  #weight = 1;
  #heldSinceNs = 0;
  /** The first try in vain since it was had last; 0 when there was none. */
  #waitingSinceNs = 0;
  #sleptBefore = 0;
  #random: number;

  constructor(words: Words, { index, part, lastOwner, worker, ring }: MeterPlace) {
    const { buffer, byteOffset, length } = words.plain;
    this.#words = words;
    this.#plain = words.plain;
    this.#floats = new Float64Array(buffer, byteOffset, length >>> 1);
    this.#index = index;
    this.#part = part;
    this.#lastOwner = lastOwner;
    this.#me = worker + 1;
    this.#ring = ring;
    // A handle that is made a second time in a round goes on with what the first one counted.
    this.#timed = words.plain[index] as number;
    this.#next = this.#timed + 1;
    this.#random = Math.imul(worker + 1, 0x9e37_79b9) | 1;
  }

  /** It is had. What follows until `left` is a hold. */
  entered(): void {
    const operations = this.#count();
    if (this.#waitingSinceNs !== 0) this.#beginHold(operations, this.#endWait(WAIT, 0, 0));
    else if (operations === this.#next) this.#beginHold(operations, nowNs());
    if (this.#lastOwner >= 0 && this.#plain[this.#lastOwner] !== this.#me) this.#takeOver(operations);
  }

  /** It is about to be let go. */
  left(): void {
    if (this.#heldSinceNs !== 0) this.#endHold(nowNs());
  }

  /**
   * It is done, and there is nothing to hold.
   * @param beganNs what `begins` answered; 0 where only its wait is worth a span
   * @returns when, where this one is timed; else 0
   */
  passed(kind: number, flags = 0, number = 0, beganNs = 0): number {
    const operations = this.#count();
    let now = 0;
    if (this.#waitingSinceNs !== 0) now = this.#endWait(kind, flags, number);
    if (operations === this.#next) {
      if (now === 0) {
        now = nowNs();
        if (beganNs !== 0) this.#ring?.write(kind, flags, this.#part, number, beganNs, now);
      }
      this.#chooseNext(operations, now);
    }
    return now;
  }

  /** For a span of something that may take no wait. @returns when, where there is a trace; else 0 */
  begins(): number {
    return this.#ring === null ? 0 : nowNs();
  }

  /**
   * A try was in vain. A wait begins with the first one, whether the worker sleeps now or tries again later, and
   * ends when it is had, or given up.
   */
  waits(): void {
    if (this.#waitingSinceNs !== 0) return;
    this.#waitingSinceNs = nowNs();
    this.#setFloat(METER.waitingSince, this.#waitingSinceNs);
    this.#sleptBefore = this.#words.slept;
  }

  /** Waits. An error ends the wait in vain; but who is called off waited to the end. */
  during<Result>(wait: () => Result): Result {
    this.waits();
    try {
      return wait();
    } catch (error) {
      if (!(error instanceof Interrupted)) this.gaveUp();
      throw error;
    }
  }

  /** The wait is over, in vain. */
  gaveUp(): void {
    if (this.#waitingSinceNs === 0) return;
    this.#add(METER.givenUp, 1);
    this.#leaveWait(WAIT, 0, 0);
  }

  /** It was no wait after all. */
  neverWaited(): void {
    this.#waitingSinceNs = 0;
    this.#setFloat(METER.waitingSince, 0);
  }

  /** What it did woke so many. */
  woke(count: number): void {
    this.#add(METER.wakes, count);
  }

  /** So many were in it at that time. Samples stay few: when they are full, every second one goes. */
  depth(nowAtNs: number, messages: number): void {
    const floats = this.#floats;
    const base = this.#index >>> 1;
    if (nowAtNs < (floats[base + METER.depthDue / 2] as number)) return;
    let samples = this.#plain[this.#index + METER.depths] as number;
    const first = base + METER.depthSamples / 2;
    if (samples === DEPTH_SAMPLES) {
      samples /= 2;
      for (let sample = 0; sample < samples; sample += 1) {
        floats[first + 2 * sample] = floats[first + 4 * sample] as number;
        floats[first + 2 * sample + 1] = floats[first + 4 * sample + 1] as number;
      }
      const span = nowAtNs - (floats[first] as number);
      floats[base + METER.depthEvery / 2] = span / samples;
    }
    floats[first + 2 * samples] = nowAtNs;
    floats[first + 2 * samples + 1] = messages;
    this.#plain[this.#index + METER.depths] = samples + 1;
    floats[base + METER.depthDue / 2] = nowAtNs + (floats[base + METER.depthEvery / 2] as number);
  }

  get operations(): number {
    return this.#plain[this.#index] as number;
  }

  #count(): number {
    const operations = ((this.#plain[this.#index] as number) + 1) | 0;
    this.#plain[this.#index] = operations;
    return operations;
  }

  #takeOver(operations: number): void {
    const plain = this.#plain;
    if (plain[this.#lastOwner] !== 0) this.#add(METER.switches, 1);
    plain[this.#lastOwner] = this.#me;
    const before = plain[this.#index + METER.beforeStreak] as number;
    const streak = operations - 1 - before;
    if (streak > (plain[this.#index + METER.longestStreak] as number)) {
      plain[this.#index + METER.longestStreak] = streak;
    }
    plain[this.#index + METER.beforeStreak] = operations - 1;
  }

  #beginHold(operations: number, nowAtNs: number): void {
    // Those that had to wait are chosen no more often than the others: what they hold may take longer.
    if (operations !== this.#next) return;
    this.#chooseNext(operations, nowAtNs);
    this.#heldSinceNs = nowAtNs;
    this.#setFloat(METER.holdingSince, nowAtNs);
  }

  #endHold(nowAtNs: number): void {
    const heldNs = nowAtNs - this.#heldSinceNs;
    this.#add(METER.holds + bucketOf(heldNs), this.#weight);
    this.#addFloat(METER.held, heldNs * this.#weight);
    this.#raiseFloat(METER.longestHold, heldNs);
    this.#ring?.write(HOLD, 0, this.#part, 0, this.#heldSinceNs, nowAtNs);
    this.#heldSinceNs = 0;
    this.#setFloat(METER.holdingSince, 0);
  }

  #endWait(kind: number, flags: number, number: number): number {
    const since = this.#waitingSinceNs;
    const now = this.#leaveWait(kind, flags, number);
    this.#add(METER.contended, 1);
    this.#add(METER.waits + bucketOf(now - since), 1);
    this.#addFloat(METER.waited, now - since);
    this.#raiseFloat(METER.longestWait, now - since);
    return now;
  }

  #leaveWait(kind: number, flags: number, number: number): number {
    const now = nowNs();
    this.#add(METER.parks, this.#words.slept - this.#sleptBefore);
    this.#ring?.write(kind, flags | WAITED, this.#part, number, this.#waitingSinceNs, now);
    this.#waitingSinceNs = 0;
    this.#setFloat(METER.waitingSince, 0);
    return now;
  }

  #chooseNext(operations: number, nowAtNs: number): void {
    const passedOver = operations - this.#timed;
    const apartNs = (nowAtNs - this.#timedAtNs) / passedOver;
    const between = this.#ring === null ? Math.max(1, Math.min(MOST_BETWEEN, Math.ceil(BETWEEN_NS / apartNs))) : 1;
    this.#weight = passedOver;
    this.#timed = operations;
    this.#timedAtNs = nowAtNs;
    // Uniform from 1 to 2·between − 1.
    this.#next = operations + 1 + (between === 1 ? 0 : this.#draw() % (2 * between - 1));
  }

  /** Marsaglia's xorshift, 32 bits. */
  #draw(): number {
    let state = this.#random;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#random = state;
    return state >>> 1;
  }

  #add(word: number, count: number): void {
    this.#plain[this.#index + word] = ((this.#plain[this.#index + word] as number) + count) | 0;
  }

  #setFloat(word: number, value: number): void {
    this.#floats[(this.#index + word) >>> 1] = value;
  }

  #addFloat(word: number, value: number): void {
    this.#setFloat(word, (this.#floats[(this.#index + word) >>> 1] as number) + value);
  }

  #raiseFloat(word: number, value: number): void {
    if (value > (this.#floats[(this.#index + word) >>> 1] as number)) this.#setFloat(word, value);
  }
}
