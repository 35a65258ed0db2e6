/**
 * The scaling laws, each as a straight combination of columns in the number of workers N, with coefficients that
 * may not be negative. With X the throughput, λ that of one worker, and w = N/X the processor-seconds of a unit:
 *
 *   LINEAR     w = (1/λ) · 1
 *   AMDAHL     w = (1/λ) · (1 + σ(N − 1))             = a + bN              σ = b/(a + b)
 *   UNIVERSAL  w = (1/λ) · (1 + σ(N − 1) + κN(N − 1)) = a + bN + cN(N − 1)  σ = b/(a + b), κ = c/(a + b)
 *   GUSTAFSON  X = λ · (s + (1 − s)N)                 = a + bN              s = a/(a + b)
 *
 * a, b, c ≥ 0 is the same as 0 ≤ σ ≤ 1, κ ≥ 0 and 0 ≤ s ≤ 1, so legal parameters cost nothing but a bound, and no
 * general non-linear optimiser is needed. (The linear form of the universal law: Gunther, "Guerrilla Capacity
 * Planning", 2007, section 5.5; there with deviations of unequal weight, which `log-fit.ts` mends.)
 */
import type { ScalingLaw, ScalingParameterName } from '../../domain/scaling.js';

/** Parameters of a law by name: those that it has. */
export type ScalingValues = Readonly<Partial<Record<ScalingParameterName, number>>>;

export interface LawForm {
  /** What the columns add up to: the throughput, or the processor-seconds of a unit of work. */
  readonly fits: 'THROUGHPUT' | 'COST';
  /** The columns' values for so many workers. */
  columns(workers: number): readonly number[];
  /** Its parameters, from the coefficients of the columns. */
  parameters(coefficients: readonly number[]): ScalingValues;
  /** Distinct numbers of workers that it needs: one more than it has parameters, so that it can be wrong. */
  readonly fewestPoints: number;
}

export const LAW_FORMS: Readonly<Record<ScalingLaw, LawForm>> = {
  LINEAR: {
    fits: 'COST',
    columns: () => [1],
    parameters: ([cost = 0]) => ({ RATE: 1 / cost }),
    fewestPoints: 2,
  },
  AMDAHL: {
    fits: 'COST',
    columns: (workers) => [1, workers],
    parameters: ([parallel = 0, serial = 0]) => ({
      RATE: 1 / (parallel + serial),
      SERIAL_FRACTION: serial / (parallel + serial),
    }),
    fewestPoints: 3,
  },
  GUSTAFSON: {
    fits: 'THROUGHPUT',
    columns: (workers) => [1, workers],
    parameters: ([serial = 0, parallel = 0]) => ({
      RATE: serial + parallel,
      SERIAL_FRACTION: serial / (serial + parallel),
    }),
    fewestPoints: 3,
  },
  UNIVERSAL: {
    fits: 'COST',
    columns: (workers) => [1, workers, workers * (workers - 1)],
    parameters: ([parallel = 0, contended = 0, coherent = 0]) => ({
      RATE: 1 / (parallel + contended),
      CONTENTION: contended / (parallel + contended),
      COHERENCE: coherent / (parallel + contended),
    }),
    fewestPoints: 4,
  },
};

/** Speed-up over one worker under a law with such parameters. */
export function speedupBy(law: ScalingLaw, values: ScalingValues, workers: number): number {
  const { SERIAL_FRACTION: serial = 0, CONTENTION = 0, COHERENCE = 0 } = values;
  switch (law) {
    case 'LINEAR':
      return workers;
    case 'AMDAHL':
      return universalSpeedup(workers, serial, 0);
    case 'GUSTAFSON':
      return serial + (1 - serial) * workers;
    case 'UNIVERSAL':
      return universalSpeedup(workers, CONTENTION, COHERENCE);
  }
}

/** Speed-up over one worker under the universal law. */
export function universalSpeedup(workers: number, contention: number, coherence: number): number {
  return workers / (1 + contention * (workers - 1) + coherence * workers * (workers - 1));
}

/** Where the universal law's throughput is highest: √((1 − σ)/κ), but at least one worker. Infinite for κ = 0. */
export function universalPeak(contention: number, coherence: number): number {
  return coherence === 0 ? Infinity : Math.max(1, Math.sqrt((1 - contention) / coherence));
}
