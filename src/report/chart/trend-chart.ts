/** Wall time over a number that was swept, both logarithmic: a power law is a straight line there. */
import { scaleLog } from 'd3-scale';
import { line as path } from 'd3-shape';
import type { Estimate } from '../../domain/run.js';
import { MOST_SERIES, shape, text, toSvg, type Shape } from './picture.js';
import { createLogarithmicScale, type Scale } from './scale.js';
import { drawEstimate, drawGrid, drawLabels, drawLegend, PLOT, SIZE } from './series.js';

export interface TrendSeries {
  readonly label: string;
  /** Above zero; smallest first. */
  readonly points: readonly TrendMark[];
  /** Null where none was fitted. */
  readonly law: { readonly coefficient: number; readonly exponent: number } | null;
}

export interface TrendMark {
  readonly value: number;
  readonly wall: Estimate;
  readonly isDoubtful: boolean;
}

export interface TrendChart {
  readonly title: string;
  readonly description: string;
  readonly axis: string;
  /** At least one, at most `MOST_SERIES`, each with a point. */
  readonly series: readonly TrendSeries[];
}

/** Between the first value and the axis, and between two labels of it. */
const MARGIN = 16;
const LABEL_WIDTH = 40;

export function drawTrends({ title, description, axis, series }: TrendChart): string {
  const drawn = series.slice(0, MOST_SERIES);
  const marks = drawn.flatMap(({ points }) => points);
  const values = [...new Set(marks.map(({ value }) => value))].toSorted((a, b) => a - b);
  const across = createAcross(values);
  // `10M`: with a count of ticks, only some of the values would have a label.
  const shorten = scaleLog().tickFormat(Infinity, '~s');
  const up = createLogarithmicScale(
    [...marks.flatMap(({ wall: { low, high } }) => [low, high]), ...drawn.flatMap(endsOf).map(({ wallMs }) => wallMs)],
    [PLOT.bottom, PLOT.top],
  );
  return toSvg({
    ...SIZE,
    title,
    description,
    shapes: [
      ...drawGrid(up.ticks),
      ...drawLabels(values, across, LABEL_WIDTH, shorten),
      text(`${axis}, logarithmic`, (PLOT.left + PLOT.right) / 2, PLOT.bottom + 36, 'middle'),
      text('ms, logarithmic', 16, 40),
      ...drawn.flatMap((one, index) => drawLaw(one, index, across, up)),
      ...drawn.flatMap(({ points }, index) =>
        points.map(({ value, wall, isDoubtful }) => drawEstimate(index, across(value), wall, isDoubtful, up)),
      ),
      ...drawLegend(
        drawn.map(({ label, law }) => ({ label, law: law ? `– – ∝ x^${law.exponent.toFixed(2)}` : 'no law fitted' })),
        marks.some(({ isDoubtful }) => isDoubtful),
      ),
    ],
  });
}

type Across = (value: number) => number;

function createAcross(values: readonly number[]): Across {
  const [least = 1, most = 1] = [values[0], values.at(-1)];
  if (least === most) return () => (PLOT.left + PLOT.right) / 2;
  return scaleLog([least, most], [PLOT.left + MARGIN, PLOT.right - MARGIN]);
}

/** From the first of its values to the last. */
function drawLaw(series: TrendSeries, index: number, across: Across, up: Scale): readonly Shape[] {
  const d = path<LawPoint>(
    ({ value }) => across(value),
    ({ wallMs }) => up(wallMs),
  ).digits(1)(endsOf(series));
  return d === null ? [] : [shape('path', { class: `s${index} curve`, d })];
}

interface LawPoint {
  readonly value: number;
  readonly wallMs: number;
}

/** What the law says at the first and the last of its values; none where there is no law. */
function endsOf({ points, law }: TrendSeries): readonly LawPoint[] {
  if (!law) return [];
  return [points[0], points.at(-1)].flatMap((point) =>
    point ? [{ value: point.value, wallMs: law.coefficient * point.value ** law.exponent }] : [],
  );
}
