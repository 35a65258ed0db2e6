/** One scale for all intervals of a board, in percent of the width: straight, or logarithmic where they are too far apart. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatInColumn } from '../figures.js';

export interface Scale {
  /** From 0 to 100. */
  (value: number): number;
  readonly isLogarithmic: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The greatest over the smallest, from which on the small ones would all lie on the edge. */
const TOO_FAR_APART = 20;
const TICKS = 4;
/** In percent: what a label takes. */
const TICK_WIDTH = 14;
/** Of the width that the intervals take, on either side: a board is about differences, so it need not begin at 0. */
const MARGIN = 0.06;
/** Of the value, where all intervals are one point. */
const LEAST_WIDTH = 0.02;

/** @param intervals at least one */
export function createScale(intervals: readonly Interval[], unit: string): Scale {
  const least = Math.min(...intervals.map(({ low }) => low));
  const most = Math.max(...intervals.map(({ high }) => high));
  const isLogarithmic = least > 0 && most / least > TOO_FAR_APART;
  const margin = Math.max((most - least) * MARGIN, Math.abs(most) * LEAST_WIDTH, Number.MIN_VALUE);
  const scale = isLogarithmic
    ? scaleLog([least / 1.2, most * 1.2], [0, 100])
    : scaleLinear([least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin], [0, 100]);
  const isLabelled = isLogarithmic ? scale.tickFormat(TICKS, '~s') : () => '.';
  const all = scale
    .ticks(TICKS)
    .filter((value) => isLabelled(value) !== '')
    .map((value) => ({ at: scale(value), label: labelOf(value, unit) }));
  return Object.assign((value: number) => scale(value), { isLogarithmic, ticks: thinOut(all) });
}

/** Labels do not run into one another. */
function thinOut(ticks: Scale['ticks']): Scale['ticks'] {
  const kept: Scale['ticks'][number][] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (!last || tick.at - last.at >= TICK_WIDTH) kept.push(tick);
  }
  return kept;
}

/** Ticks are round numbers: no digits beyond those. */
function labelOf(value: number, unit: string): string {
  const [number = '', ...rest] = formatInColumn(value, unit).split(' ');
  return [number.includes('.') ? number.replace(/\.?0+$/, '') : number, ...rest].join(' ');
}
