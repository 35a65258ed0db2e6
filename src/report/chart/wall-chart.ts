/** The wall time of each configuration as a dot with its interval: for what is no sweep over workers. */
import type { Estimate } from '../../domain/run.js';
import { line, mark, shape, shorten, text, toSvg, type Shape } from './picture.js';
import { createScale } from './scale.js';

export interface WallMark {
  readonly label: string;
  readonly wall: Estimate;
  readonly isDoubtful: boolean;
}

export interface WallChart {
  readonly title: string;
  readonly description: string;
  /** At least one. */
  readonly marks: readonly WallMark[];
}

const WIDTH = 840;
const PLOT = { left: 300, right: 800, top: 64 } as const;
const ROW = 24;
const LETTERS = 44;
const CAP = 4;

export function drawWalls({ title, description, marks }: WallChart): string {
  const bottom = PLOT.top + marks.length * ROW;
  const along = createScale(
    marks.flatMap(({ wall: { low, high } }) => [low, high]),
    [PLOT.left, PLOT.right],
  );
  const rows = marks.map(({ label, wall: { median, low, high }, isDoubtful }, index): Shape => {
    const y = PLOT.top + (index + 0.5) * ROW;
    return shape(
      'g',
      {},
      text(shorten(label, LETTERS), PLOT.left - 12, y, 'end'),
      line('s0 bar', along(low), y, along(high), y),
      line('s0 bar', along(low), y - CAP, along(low), y + CAP),
      line('s0 bar', along(high), y - CAP, along(high), y + CAP),
      mark(0, along(median), y, isDoubtful),
    );
  });
  const isAnyDoubtful = marks.some(({ isDoubtful }) => isDoubtful);
  return toSvg({
    width: WIDTH,
    height: bottom + 64,
    title,
    description,
    shapes: [
      ...along.ticks.flatMap(({ at, label }) => [
        line('grid', at, PLOT.top, at, bottom),
        text(label, at, bottom + 16, 'middle'),
      ]),
      line('axis', PLOT.left, PLOT.top, PLOT.left, bottom),
      ...rows,
      text(`ms${along.isLogarithmic ? ', logarithmic' : ''}`, (PLOT.left + PLOT.right) / 2, bottom + 40, 'middle'),
      text(`bars: 95 % intervals${isAnyDoubtful ? '; hollow: disturbed' : ''}`, 16, bottom + 40),
    ],
  });
}
