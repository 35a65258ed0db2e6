/** Throughput over the number of workers: a series for each sweep, with intervals, and the law that was fitted to it. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line as path } from 'd3-shape';
import type { Estimate } from '../../domain/run.js';
import { MOST_SERIES, shape, text, toSvg, type Shape } from './picture.js';
import { createScale, type Scale } from './scale.js';
import { drawEstimate, drawGrid, drawLabels, drawLegend, PLOT, SIZE } from './series.js';

export interface ScalingSeries {
  readonly label: string;
  readonly points: readonly ScalingMark[];
  /** Null where none was fitted. */
  readonly law: { readonly name: string; throughputOf(workers: number): number } | null;
}

export interface ScalingMark {
  readonly workers: number;
  readonly throughput: Estimate;
  readonly isDoubtful: boolean;
}

export interface ScalingChart {
  readonly title: string;
  readonly description: string;
  readonly workUnit: string;
  /** At least one, at most `MOST_SERIES`, each with a point. */
  readonly series: readonly ScalingSeries[];
}

/** Marks of several series at one number of workers stand beside each other. */
const DODGE = 7;
/** From here on to the other end, the small numbers of workers would lie too close. */
const WIDE = 12;
const STEPS = 80;
/** Between two labels of the axis. */
const LABEL_WIDTH = 22;

export function drawScaling({ title, description, workUnit, series }: ScalingChart): string {
  const drawn = series.slice(0, MOST_SERIES);
  const marks = drawn.flatMap(({ points }) => points);
  const workers = [...new Set(marks.map((point) => point.workers))].toSorted((a, b) => a - b);
  const across = createWorkersScale(workers);
  const up = createScale(
    marks.flatMap(({ throughput: { low, high } }) => [low, high]),
    [PLOT.bottom, PLOT.top],
  );
  return toSvg({
    ...SIZE,
    title,
    description,
    shapes: [
      ...drawAxes(workers, across, up, workUnit),
      ...drawn.flatMap((one, index) => [...drawLaw(one, index, workers, across, up)]),
      ...drawn.flatMap((one, index) => drawMarks(one, index, (index - (drawn.length - 1) / 2) * DODGE, across, up)),
      ...drawLegend(
        drawn.map(({ label, law }) => ({ label, law: law ? `– – ${law.name}` : 'no law fitted' })),
        marks.some(({ isDoubtful }) => isDoubtful),
      ),
    ],
  });
}

type Across = (workers: number) => number;

function createWorkersScale(workers: readonly number[]): Across {
  const [least = 1, most = 1] = [workers[0], workers.at(-1)];
  const margin = MOST_SERIES * DODGE;
  const range = [PLOT.left + margin / 2, PLOT.right - margin / 2];
  if (least === most) return () => (PLOT.left + PLOT.right) / 2;
  return most / least > WIDE ? scaleLog([least, most], range) : scaleLinear([least, most], range);
}

function drawAxes(workers: readonly number[], across: Across, up: Scale, workUnit: string): readonly Shape[] {
  return [
    ...drawGrid(up.ticks),
    ...drawLabels(workers, across, LABEL_WIDTH, String),
    text('workers', (PLOT.left + PLOT.right) / 2, PLOT.bottom + 36, 'middle'),
    text(`${workUnit}/s${up.isLogarithmic ? ', logarithmic' : ''}`, 16, 40),
  ];
}

function drawLaw(
  { law }: ScalingSeries,
  index: number,
  workers: readonly number[],
  across: Across,
  up: Scale,
): readonly Shape[] {
  const [from = 1, to = 1] = [workers[0], workers.at(-1)];
  if (!law || from === to) return [];
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => from + ((to - from) * step) / STEPS);
  const d = path<number>(across, (count) => Math.max(PLOT.top, up(law.throughputOf(count)))).digits(1)(steps);
  return d === null ? [] : [shape('path', { class: `s${index} curve`, d })];
}

function drawMarks(
  { points }: ScalingSeries,
  index: number,
  aside: number,
  across: Across,
  up: Scale,
): readonly Shape[] {
  return points.map(({ workers, throughput, isDoubtful }) =>
    drawEstimate(index, across(workers) + aside, throughput, isDoubtful, up),
  );
}
