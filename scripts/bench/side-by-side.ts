/**
 * Measures several subjects side by side: each round measures every one once, in an order that turns, and
 * only ratios within a round are compared, so that a host that drifts, drifts for all.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { bootstrapMedian } from '../../src/stats/bootstrap.js';
import { quantile } from '../../src/stats/quantile.js';

export interface Subject {
  readonly name: string;
  /** @returns milliseconds, or any figure of which less is better. */
  measure(): Promise<number>;
}

export interface Ratio {
  readonly name: string;
  /** The reference's figure over this one's, within a round: above 1 is faster than the reference. */
  readonly speedup: { readonly median: number; readonly low: number; readonly high: number };
}

/**
 * Prints a row per subject.
 * @param reference the subject that the others are held against
 * @param settleMs before each: what the one before leaves to be tidied up must not be in its time
 */
export async function measureSideBySide(
  subjects: readonly Subject[],
  reference: string,
  rounds: number,
  warmup = 2,
  settleMs = 0,
): Promise<readonly Ratio[]> {
  const samples = samplesOf(subjects);
  for (let round = -warmup; round < rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const subject = subjects[(turn + Math.abs(round)) % subjects.length];
      if (!subject) continue;
      if (settleMs > 0) await pause(settleMs);
      const figure = await subject.measure();
      if (round >= 0) samples.get(subject.name)?.push(figure);
    }
  }
  return printRatios(samples, reference);
}

/** Measures them all at once in each round: what one of them meets, all of them meet. Prints the same rows. */
export async function measureAtOnce(
  subjects: readonly Subject[],
  reference: string,
  rounds: number,
  warmup = 1,
): Promise<readonly Ratio[]> {
  const samples = samplesOf(subjects);
  for (let round = -warmup; round < rounds; round += 1) {
    const begun = round % 2 === 0 ? subjects : subjects.toReversed();
    const figures = await Promise.all(
      begun.map(async (subject) => ({ name: subject.name, figure: await subject.measure() })),
    );
    if (round >= 0) for (const { name, figure } of figures) samples.get(name)?.push(figure);
  }
  return printRatios(samples, reference);
}

function samplesOf(subjects: readonly Subject[]): Map<string, number[]> {
  return new Map(subjects.map(({ name }) => [name, []]));
}

function printRatios(samples: ReadonlyMap<string, readonly number[]>, reference: string): readonly Ratio[] {
  const referenceSamples = samples.get(reference) ?? [];
  return [...samples].map(([name, own]) => {
    const sorted = own.toSorted((a, b) => a - b);
    const speedup = bootstrapMedian(own.map((figure, round) => (referenceSamples[round] ?? Number.NaN) / figure));
    const [min, middle, max] = [0, 0.5, 1].map((p) => quantile(sorted, p).toFixed(2));
    console.log(
      `${name.padEnd(28)} min ${min}  median ${middle}  max ${max}   ` +
        `${reference} / it: ${speedup.median.toFixed(3)} [${speedup.low.toFixed(3)}, ${speedup.high.toFixed(3)}]`,
    );
    return { name, speedup };
  });
}
