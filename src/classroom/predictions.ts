/**
 * How good predictions were: pure.
 *
 * Closeness is the smaller of predicted / measured and its inverse: 1 is exact, and twice as much is as far off
 * as half as much, which fits ratios and times alike. A prediction may come with bounds that its maker holds to
 * be right four times in five; calibration is how often such bounds hold the answer (Lichtenstein, Fischhoff
 * and Phillips, "Calibration of probabilities", 1982).
 */
import { median } from '../stats/quantile.js';

export interface Prediction {
  readonly value: number;
  /** The bounds that should hold the answer with `NOMINAL_COVERAGE`; both or neither. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Score {
  /** From above 0 to 1. */
  readonly closeness: number;
  /** log2(predicted / measured): 1 is twice too much, -1 half of it. */
  readonly bias: number;
  /** Whether its bounds hold the answer; null without bounds. */
  readonly isWithin: boolean | null;
}

export interface Calibration {
  readonly predictions: number;
  readonly medianCloseness: number;
  readonly medianBias: number;
  /** Predictions that came with bounds. */
  readonly bounded: number;
  /** The share of those whose bounds hold the answer; null without any. */
  readonly coverage: number | null;
}

export const NOMINAL_COVERAGE = 0.8;

/** @param answer above 0. @returns null where it cannot be scored: an answer that was not measured. */
export function scorePrediction({ value, low, high }: Prediction, answer: number): Score | null {
  if (!(answer > 0) || !(value > 0)) return null;
  return {
    closeness: Math.min(value / answer, answer / value),
    bias: Math.log2(value / answer),
    isWithin: low === null || high === null ? null : low <= answer && answer <= high,
  };
}

/** Of a class, or of one member over challenges. Null without a score. */
export function calibrate(scores: readonly Score[]): Calibration | null {
  if (scores.length === 0) return null;
  const bounded = scores.filter(({ isWithin }) => isWithin !== null);
  return {
    predictions: scores.length,
    medianCloseness: median(scores.map(({ closeness }) => closeness)),
    medianBias: median(scores.map(({ bias }) => bias)),
    bounded: bounded.length,
    coverage: bounded.length === 0 ? null : bounded.filter(({ isWithin }) => isWithin).length / bounded.length,
  };
}
