/**
 * Least squares of logarithms: noise in a measured time is a part of it, not so many milliseconds. Minimised is
 *
 *   Σᵢ mᵢ (ln yᵢ − ln ŷᵢ)²,  ŷ = columns · coefficients,  coefficients ≥ 0
 *
 * by Gauss and Newton: around the present ŷ, ln ŷ' ≈ ln ŷ + (ŷ' − ŷ)/ŷ, which makes each step a linear problem. Steps
 * that make it worse are halved. It starts from the least squares of relative errors, which is near already, and
 * needs a handful of steps.
 *
 * ml-levenberg-marquardt was weighed: it differentiates numerically, bounds parameters only by clamping them, and would
 * have to be started and restarted well. The laws here need none of that.
 */
import { combine, nonNegativeLeastSquares } from './least-squares.js';

const STEPS = 100;
const SHORTEST = 1e-6;
const SLACK = 1e-12;
/** Of the coefficients, relative to the greatest: as far as doubles go. */
const EXACT = 1e-13;

/**
 * @param columns of equal length, none negative, the first above zero
 * @param logarithms of the values to be fitted
 * @param weights how many samples stand behind each
 * @param start coefficients that are near already
 * @param tolerance ends the search when it moves the coefficients by less, relative to the greatest of them
 */
export function fitLogarithms(
  columns: readonly Float64Array[],
  logarithms: Float64Array,
  weights: Float64Array,
  start?: readonly number[],
  tolerance = EXACT,
): readonly number[] {
  const miss = (coefficients: readonly number[]): number => weightedMiss(columns, coefficients, logarithms, weights);
  let coefficients = start ?? step(columns, logarithms.map(Math.exp), logarithms, weights);
  let least = miss(coefficients);
  if (least === Infinity) {
    coefficients = columns.map((_, place) => (place === 0 ? Math.exp(logarithms[0] as number) : 0));
    least = miss(coefficients);
  }
  for (let i = 0; i < STEPS; i += 1) {
    const proposed = step(columns, combine(columns, coefficients), logarithms, weights);
    const next = shortenUntilNoWorse(coefficients, proposed, least, miss);
    const moved = distance(coefficients, next);
    coefficients = next;
    least = miss(next);
    if (moved <= tolerance) break;
  }
  return coefficients;
}

/** The linear problem around `fitted`. */
function step(
  columns: readonly Float64Array[],
  fitted: Float64Array,
  logarithms: Float64Array,
  weights: Float64Array,
): readonly number[] {
  const scales = fitted.map((value, row) => Math.sqrt(weights[row] as number) / value);
  const target = logarithms.map(
    (logarithm, row) => Math.sqrt(weights[row] as number) * (1 + logarithm - Math.log(fitted[row] as number)),
  );
  return nonNegativeLeastSquares(
    columns.map((column) => column.map((value, row) => value * (scales[row] as number))),
    target,
  );
}

function shortenUntilNoWorse(
  from: readonly number[],
  to: readonly number[],
  least: number,
  miss: (coefficients: readonly number[]) => number,
): readonly number[] {
  for (let share = 1; share > SHORTEST; share /= 2) {
    const tried = from.map((value, place) => value + share * ((to[place] as number) - value));
    // Near the minimum the step is known better than what it gains, which drowns in rounding.
    if (miss(tried) <= least * (1 + SLACK)) return tried;
  }
  return from;
}

function weightedMiss(
  columns: readonly Float64Array[],
  coefficients: readonly number[],
  logarithms: Float64Array,
  weights: Float64Array,
): number {
  let sum = 0;
  for (const [row, value] of combine(columns, coefficients).entries()) {
    if (!(value > 0)) return Infinity;
    sum += (weights[row] as number) * ((logarithms[row] as number) - Math.log(value)) ** 2;
  }
  return sum;
}

function distance(one: readonly number[], other: readonly number[]): number {
  const scale = Math.max(...other.map(Math.abs));
  return Math.max(...one.map((value, place) => Math.abs(value - (other[place] as number)))) / scale;
}
