/** A trend in words, for people. */
import { formatCount, formatShare } from './figure-text.js';
import type { Bounded } from './scaling.js';
import type { Growth, PowerLaw, Trend, TrendPoint } from './trend.js';

const MEANINGS: Readonly<Record<Growth, string>> = {
  FALLING: 'the more, the faster',
  CONSTANT: 'no difference seen',
  SUBLINEAR: 'less than linear',
  LINEAR: 'linear',
  SUPERLINEAR: 'more than linear',
  QUADRATIC: 'quadratic',
  CUBIC: 'cubic',
  NOT_TOLD: 'too wide an interval to tell how it grows',
};

/** What the law misses the interval of a wall by, from which on it is no description of the points. */
const TOO_FAR = 0.2;
const DIGITS = 3;

/** Of a trend, what a sentence needs. */
export type ToldTrend = Pick<Trend, 'axis' | 'refusedBecause'> & {
  readonly law: Pick<PowerLaw, 'coefficient' | 'exponent' | 'doubling' | 'farthest' | 'growth'> | null;
  readonly points: readonly Pick<TrendPoint, 'value' | 'wall' | 'leftOut'>[];
};

/** `Doubling n takes 2.01 times as long [1.98, 2.04]: linear.` */
export function describeTrend({ axis, law, points, refusedBecause }: ToldTrend): string {
  if (!law) return refusedBecause ?? 'No law was fitted.';
  const told = `Doubling ${axis} takes ${show(law.doubling.value)} times as long${showInterval(law.doubling)}: ${MEANINGS[law.growth]}.`;
  const left = points.flatMap(({ leftOut }) => leftOut ?? []);
  return [told, ...(isMissed(law, points) ? [describeMiss(axis, law, points)] : []), ...left].join(' ');
}

/** `1.01 [0.99, 1.03]`. */
export function formatExponent({ value, low, high }: Bounded): string {
  const around = low === null || high === null ? '' : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return `${value.toFixed(2)}${around}`;
}

export function formatDetermination(determination: number | null): string {
  return determination === null ? '–' : determination.toFixed(DIGITS);
}

/** That noisy walls lie off it is no wonder; that their intervals do is. */
function isMissed({ coefficient, exponent }: NonNullable<ToldTrend['law']>, points: ToldTrend['points']): boolean {
  return points.some(({ value, wall, leftOut }) => {
    if (!wall || leftOut !== null) return false;
    const fitted = coefficient * value ** exponent.value;
    return fitted > wall.high * (1 + TOO_FAR) || fitted < wall.low / (1 + TOO_FAR);
  });
}

/** Where there is no one law, the end tells more: what does not grow matters the less, the larger the number. */
function describeMiss(axis: string, { farthest }: Pick<PowerLaw, 'farthest'>, points: ToldTrend['points']): string {
  const fitted = points.filter(({ leftOut }) => leftOut === null);
  const [before, last] = [fitted.at(-2), fitted.at(-1)];
  const told = `But a power law misses values by up to ${formatShare(farthest)}`;
  if (!before?.wall || !last?.wall) return `${told}.`;
  const doublings = Math.log2(last.value / before.value);
  const factor = (last.wall.median / before.wall.median) ** (1 / doublings);
  return `${told}: between ${formatCount(before.value)} and ${formatCount(last.value)}, doubling ${axis} takes ${show(factor)} times as long.`;
}

function showInterval({ low, high }: Bounded): string {
  return low === null || high === null ? '' : ` [${show(low)}, ${show(high)}]`;
}

/** As a ratio is shown, where two decimals tell anything. */
function show(factor: number): string {
  if (factor >= 0.1 && factor < 100) return factor.toFixed(2);
  return Number(factor.toPrecision(DIGITS)).toLocaleString('en-US', { maximumSignificantDigits: DIGITS });
}
