/**
 * Outliers after Tukey ("Exploratory Data Analysis", 1977), with the two fences of criterion.rs
 * (`src/stats/univariate/outliers/tukey.rs`): beyond 1.5 interquartile ranges from the quartiles a value is a
 * mild outlier, beyond 3 a severe one; a value on a fence is none. Quartiles are those of `quantile`, which are
 * criterion's too. Outliers are named, never dropped: a slow round is a fact about the host.
 */
import type { OutlierLabel } from '../domain/run.js';
import { quantile } from './quantile.js';

/** NONE: it is no outlier. */
export type Outlyingness = OutlierLabel | 'NONE';

/** In the unit of the values. */
export interface Fences {
  readonly lowSevere: number;
  readonly lowMild: number;
  readonly highMild: number;
  readonly highSevere: number;
}

export interface Outliers {
  readonly fences: Fences;
  /** One for each value, in their order. */
  readonly labels: readonly Outlyingness[];
  readonly counts: Readonly<Record<Outlyingness, number>>;
}

const MILD = 1.5;
const SEVERE = 3;

/** @param values at least one @throws RangeError for none */
export function findOutliers(values: readonly number[]): Outliers {
  const fences = tukeyFences(values);
  const labels = values.map((value) => labelOf(value, fences));
  const counts = { LOW_SEVERE: 0, LOW_MILD: 0, NONE: 0, HIGH_MILD: 0, HIGH_SEVERE: 0 };
  for (const label of labels) counts[label] += 1;
  return { fences, labels, counts };
}

/** @param values at least one @throws RangeError for none */
export function tukeyFences(values: readonly number[]): Fences {
  const sorted = Float64Array.from(values).toSorted();
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const range = upper - lower;
  return {
    lowSevere: lower - SEVERE * range,
    lowMild: lower - MILD * range,
    highMild: upper + MILD * range,
    highSevere: upper + SEVERE * range,
  };
}

function labelOf(value: number, { lowSevere, lowMild, highMild, highSevere }: Fences): Outlyingness {
  if (value < lowSevere) return 'LOW_SEVERE';
  if (value > highSevere) return 'HIGH_SEVERE';
  if (value < lowMild) return 'LOW_MILD';
  if (value > highMild) return 'HIGH_MILD';
  return 'NONE';
}
