/** What charts with several series have in common: where they stand, marks with their intervals, and the legend. */
import type { Interval } from '../../stats/bootstrap.js';
import { line, mark, round, shape, shorten, text, type Shape } from './picture.js';

export const SIZE = { width: 840, height: 400 } as const;
export const PLOT = { left: 64, right: 560, top: 56, bottom: 348 } as const;
const LEGEND = { left: 584, top: 64, row: 38, letters: 34 } as const;
const CAP = 3;

/** @param up from figures to pixels */
export function drawEstimate(
  index: number,
  at: number,
  { median, low, high }: Interval,
  isDoubtful: boolean,
  up: (figure: number) => number,
): Shape {
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
}

export interface LegendEntry {
  readonly label: string;
  /** Of its law. */
  readonly law: string;
}

export function drawLegend(entries: readonly LegendEntry[], isAnyDoubtful: boolean): readonly Shape[] {
  const drawn = entries.flatMap(({ label, law }, index) => {
    const y = LEGEND.top + index * LEGEND.row;
    return [
      mark(index, LEGEND.left + 8, y, false),
      text(shorten(label, LEGEND.letters), LEGEND.left + 24, y),
      text(law, LEGEND.left + 24, y + 16),
    ];
  });
  const y = round(PLOT.bottom + 4);
  return [
    ...drawn,
    ...(isAnyDoubtful ? [mark(0, LEGEND.left + 8, y, true), text('hollow: disturbed', LEGEND.left + 24, y)] : []),
    text('bars: 95 % intervals', LEGEND.left + 24, y + 20),
  ];
}

/** Labels below the axis, as many as there is room for. @param values ascending */
export function drawLabels(
  values: readonly number[],
  across: (value: number) => number,
  room: number,
  show: (value: number) => string,
): readonly Shape[] {
  let last = -Infinity;
  return values.flatMap((value) => {
    const at = across(value);
    if (at - last < room) return [];
    last = at;
    return [text(show(value), at, PLOT.bottom + 16, 'middle')];
  });
}

/** A line at each tick, with what it stands for. */
export function drawGrid(ticks: readonly { readonly at: number; readonly label: string }[]): readonly Shape[] {
  return [
    ...ticks.flatMap(({ at, label }) => [
      line('grid', PLOT.left, at, PLOT.right, at),
      text(label, PLOT.left - 8, at, 'end'),
    ]),
    line('axis', PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom),
  ];
}
