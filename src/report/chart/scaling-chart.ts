/** Throughput over the number of workers: a series for each sweep, with intervals, and the law that was fitted to it. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line as path } from 'd3-shape';
import type { Estimate } from '../../domain/run.js';
import { line, mark, MOST_SERIES, round, shape, shorten, text, toSvg, type Shape } from './picture.js';
import { createScale, type Scale } from './scale.js';

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

const SIZE = { width: 840, height: 400 } as const;
const PLOT = { left: 64, right: 560, top: 56, bottom: 348 } as const;
const LEGEND = { left: 584, top: 64, row: 38, letters: 34 } as const;
/** Marks of several series at one number of workers stand beside each other. */
const DODGE = 7;
const CAP = 3;
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
      ...drawLegend(drawn),
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
  let last = -Infinity;
  const labels = workers.flatMap((count) => {
    const at = across(count);
    if (at - last < LABEL_WIDTH) return [];
    last = at;
    return [text(String(count), at, PLOT.bottom + 16, 'middle')];
  });
  return [
    ...up.ticks.flatMap(({ at, label }) => [
      line('grid', PLOT.left, at, PLOT.right, at),
      text(label, PLOT.left - 8, at, 'end'),
    ]),
    line('axis', PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom),
    ...labels,
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
  return points.map(({ workers, throughput: { median, low, high }, isDoubtful }) => {
    const at = across(workers) + aside;
    const [bottom, top] = [up(low), up(high)];
    const bar = `s${index} bar`;
    return shape(
      'g',
      {},
      line(bar, at, bottom, at, top),
      line(bar, at - CAP, bottom, at + CAP, bottom),
      line(bar, at - CAP, top, at + CAP, top),
      mark(index, at, up(median), isDoubtful),
    );
  });
}

function drawLegend(series: readonly ScalingSeries[]): readonly Shape[] {
  const entries = series.flatMap(({ label, law }, index) => {
    const y = LEGEND.top + index * LEGEND.row;
    return [
      mark(index, LEGEND.left + 8, y, false),
      text(shorten(label, LEGEND.letters), LEGEND.left + 24, y),
      text(law ? `– – ${law.name}` : 'no law fitted', LEGEND.left + 24, y + 16),
    ];
  });
  const isAnyDoubtful = series.some(({ points }) => points.some(({ isDoubtful }) => isDoubtful));
  const y = round(PLOT.bottom + 4);
  return isAnyDoubtful
    ? [
        ...entries,
        mark(0, LEGEND.left + 8, y, true),
        text('hollow: disturbed', LEGEND.left + 24, y),
        text('bars: 95 % intervals', LEGEND.left + 24, y + 20),
      ]
    : [...entries, text('bars: 95 % intervals', LEGEND.left + 24, y + 20)];
}
