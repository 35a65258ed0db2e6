/** From figures to pixels: straight from zero, or logarithmic where figures differ by too much to be seen together. */
import { scaleLinear, scaleLog, type ScaleLinear, type ScaleLogarithmic } from 'd3-scale';

/** The greatest over the smallest, from which on the small ones would all lie on the axis. */
const TOO_FAR_APART = 30;
const TICKS = 6;

export interface Scale {
  (value: number): number;
  readonly isLogarithmic: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/**
 * @param values above zero, at least one
 * @param range the pixels of the ends
 */
export function createScale(values: readonly number[], range: readonly [number, number]): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most / least > TOO_FAR_APART
    ? createLogarithmicScale(values, range)
    : withTicks(scaleLinear([0, most], [...range]).nice(TICKS), false);
}

/** The same, logarithmic however near the values are. */
export function createLogarithmicScale(values: readonly number[], range: readonly [number, number]): Scale {
  return withTicks(scaleLog([Math.min(...values), Math.max(...values)], [...range]).nice(), true);
}

function withTicks(
  scale: ScaleLinear<number, number> | ScaleLogarithmic<number, number>,
  isLogarithmic: boolean,
): Scale {
  const format = scale.tickFormat(TICKS, '~s');
  // A logarithmic axis has ticks between those with a label, which are left out.
  const ticks = scale
    .ticks(TICKS)
    .map((value) => ({ at: scale(value), label: value === 0 ? '0' : format(value) }))
    .filter(({ label }) => label !== '');
  return Object.assign((value: number) => scale(value), { isLogarithmic, ticks });
}
