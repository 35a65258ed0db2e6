/** A meter as its host reads it, after the round. */
import { DEPTH_SAMPLES, METER, METER_WORDS } from './meter.js';
import { HISTOGRAM_WORDS } from './histogram.js';

export interface Reading {
  readonly operations: number;
  readonly contended: number;
  readonly givenUp: number;
  readonly parks: number;
  readonly wakes: number;
  readonly longestStreak: number;
  /** How often it had it after another worker. */
  readonly switches: number;
  readonly waitedNs: number;
  /** Estimated, where not every hold was timed. */
  readonly heldNs: number;
  readonly longestWaitNs: number;
  readonly longestHoldNs: number;
  /** Histograms. */
  readonly waits: Int32Array;
  readonly holds: Int32Array;
  readonly depths: readonly { readonly atNs: number; readonly messages: number }[];
  /** Of a worker that was stopped while it waited, or held: since when. */
  readonly waitingSinceNs: number | null;
  readonly holdingSinceNs: number | null;
}

/** @returns null for a meter that nobody used. */
export function readMeter(plain: Int32Array, index: number): Reading | null {
  const word = (at: number): number => plain[index + at] as number;
  const floats = new Float64Array(plain.buffer, plain.byteOffset + index * 4, METER_WORDS / 2);
  const float = (at: number): number => floats[at / 2] as number;
  const [operations, waitingSince] = [word(METER.operations), float(METER.waitingSince)];
  if (operations === 0 && waitingSince === 0 && word(METER.givenUp) === 0 && word(METER.wakes) === 0) return null;
  const first = METER.depthSamples / 2;
  const streak = operations - word(METER.beforeStreak);
  return {
    operations,
    contended: word(METER.contended),
    givenUp: word(METER.givenUp),
    parks: word(METER.parks),
    wakes: word(METER.wakes),
    longestStreak: Math.max(word(METER.longestStreak), streak),
    switches: word(METER.switches),
    waitedNs: float(METER.waited),
    heldNs: float(METER.held),
    longestWaitNs: float(METER.longestWait),
    longestHoldNs: float(METER.longestHold),
    waits: plain.subarray(index + METER.waits, index + METER.waits + HISTOGRAM_WORDS),
    holds: plain.subarray(index + METER.holds, index + METER.holds + HISTOGRAM_WORDS),
    depths: Array.from({ length: Math.min(word(METER.depths), DEPTH_SAMPLES) }, (_, sample) => ({
      atNs: floats[first + 2 * sample] as number,
      messages: floats[first + 2 * sample + 1] as number,
    })),
    waitingSinceNs: waitingSince === 0 ? null : waitingSince,
    holdingSinceNs: float(METER.holdingSince) === 0 ? null : float(METER.holdingSince),
  };
}

export function clearMeter(plain: Int32Array, index: number): void {
  plain.fill(0, index, index + METER_WORDS);
}
