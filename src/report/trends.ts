/** Trends in a matrix: its rows that differ in nothing but one number, which is not that of the workers. */
import { nameOf, placeOf, type Coordinate } from '../domain/matrix.js';
import type { Trend, TrendPoint } from '../domain/trend.js';
import { worstOf } from '../domain/validity.js';
import { areTooClose, FEWEST_VALUES, fitPowerLaw, LEAST_SPAN, type PowerPoint } from '../stats/scaling/power-law.js';
import type { Row } from './table.js';

/** How many workers there are has laws of its own; the others are how something is measured, and not what. */
const NO_TRENDS: ReadonlySet<string> = new Set(['workers', 'repetitions', 'warmup', 'timeoutMs', 'precision']);
/** Words are in capitals, or names of tasks and runtimes. */
const WHOLE = /^-?\d+$/;

/**
 * One for each number that is an axis and each combination of the other axes, in the order of the rows; none where all
 * but one value were left out.
 */
export function findTrends(rows: readonly Row[]): readonly Trend[] {
  const found = new Map<
    string,
    { readonly axis: string; readonly coordinates: readonly Coordinate[]; readonly rows: Row[] }
  >();
  for (const row of rows) {
    // By place and not by name: a task may have a parameter that is called as an option is.
    for (const [index, { axis, value }] of row.coordinates.entries()) {
      if (NO_TRENDS.has(axis) || !WHOLE.test(value)) continue;
      const coordinates = row.coordinates.toSpliced(index, 1);
      const key = `${index} ${axis} ${placeOf(coordinates)}`;
      const trend = found.get(key);
      if (trend) trend.rows.push(row);
      else found.set(key, { axis, coordinates, rows: [row] });
    }
  }
  const several = [...found].filter(([, trend]) => trend.rows.length > 1);
  return several.map(([key, { axis, coordinates, rows: own }]) => {
    const index = Number(key.split(' ', 1)[0]);
    const points = own.map((row) => toPoint(row, Number(row.coordinates[index]?.value)));
    return {
      axis,
      coordinates,
      label: nameOf(coordinates),
      ...fit(
        axis,
        points.toSorted((a, b) => a.value - b.value),
      ),
    };
  });
}

function toPoint({ measuredRuns, rounds, wall, validity }: Row, value: number): TrendPoint {
  const point = { value, runs: measuredRuns.length, rounds, wall, validity: validity?.verdict ?? null };
  return { ...point, leftOut: leaveOut(point) };
}

function leaveOut({ value, wall, validity }: Omit<TrendPoint, 'leftOut'>): string | null {
  if (value <= 0) return `${value} is left out: only numbers above 0 have a logarithm.`;
  if (wall === null) return `${value} is left out: none of its runs has succeeded.`;
  return validity === 'INVALID' ? `${value} is left out: its figures are INVALID.` : null;
}

function fit(
  axis: string,
  points: readonly TrendPoint[],
): Pick<Trend, 'points' | 'law' | 'refusedBecause' | 'validity'> {
  const fitted = points.flatMap(({ value, wall, leftOut }) => (wall && leftOut === null ? [{ x: value, wall }] : []));
  const counted = points.filter(({ leftOut }) => leftOut === null);
  const validity = counted.length === 0 ? null : worstOf(counted.map((point) => point.validity));
  const refusal = refuse(axis, fitted);
  if (refusal === null) return { points, law: fitPowerLaw(fitted), refusedBecause: null, validity };
  const refusedBecause = [refusal, ...points.flatMap(({ leftOut }) => leftOut ?? [])].join(' ');
  return { points, law: null, refusedBecause, validity };
}

function refuse(axis: string, fitted: readonly PowerPoint[]): string | null {
  if (fitted.length < FEWEST_VALUES) {
    return `A law needs ${FEWEST_VALUES} values of ${axis} that were measured; there are ${fitted.length}.`;
  }
  if (!areTooClose(fitted.map(({ x }) => x))) return null;
  return `There is no law of ${axis}: its values are too close together. The largest must be at least ${LEAST_SPAN} times the smallest.`;
}
