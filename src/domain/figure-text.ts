/** Numbers for people: a few digits, and a unit of the right size. */

interface Scale {
  readonly from: number;
  readonly unit: string;
}

const DURATIONS: readonly Scale[] = [
  { from: 1000, unit: 's' },
  { from: 0, unit: 'ms' },
];
const DURATION_BASE: Readonly<Record<string, number>> = { s: 1000, ms: 1 };

const RATES = [
  { from: 1e9, unit: 'G' },
  { from: 1e6, unit: 'M' },
  { from: 1e3, unit: 'k' },
] as const;

const DIGITS = 4;

export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface OutcomeShare {
  readonly result: string;
  readonly share: number;
  readonly shareBound?: number | null;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 run`, `2 runs`. */
export function formatNumber(value: number, what: string): string {
  return `${formatCount(value)} ${what}${value === 1 ? '' : 's'}`;
}

export function formatShare(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** Of all rounds; of what was looked out for and never seen, the bound on it. */
export function formatOutcome({ result, share, shareBound }: OutcomeShare): string {
  if (share === 1) return result;
  return typeof shareBound === 'number'
    ? `no ${result} (under ${formatShare(shareBound)})`
    : `${result} ${formatShare(share)}`;
}

export function formatMs(ms: number): string {
  return formatScaled([ms], ...durationScale(ms));
}

/** About how long something takes, for somebody who waits: `40 s`, `3 min`, `2.5 h`. */
export function formatSpan(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** `312.4 ms [310.2, 318.9]`: the three in one unit, with the decimals that the median needs. */
export function formatDuration({ median, low, high }: Interval): string {
  return formatScaled([median, low, high], ...durationScale(median));
}

/** `3.204 G steps/s [3.130, 3.229]`. */
export function formatRate({ median, low, high }: Interval, workUnit: string): string {
  return formatRates([median, low, high], workUnit);
}

/** `3.204 G steps/s`. */
export function formatRateAlone(rate: number, workUnit: string): string {
  return formatRates([rate], workUnit);
}

/** `1.94 × [1.90, 1.97]`. */
export function formatRatio({ median, low, high }: Interval): string {
  return `${median.toFixed(2)} × [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function formatRates(rates: readonly [number, ...number[]], workUnit: string): string {
  const scale = RATES.find(({ from }) => Math.abs(rates[0]) >= from);
  const unit = `${scale ? `${scale.unit} ` : ''}${workUnit}/s`;
  return formatScaled(rates, scale?.from ?? 1, unit);
}

function durationScale(ms: number): [base: number, unit: string] {
  const unit = DURATIONS.find(({ from }) => Math.abs(ms) >= from)?.unit ?? 'ms';
  return [DURATION_BASE[unit] ?? 1, unit];
}

function formatScaled([first = 0, ...interval]: readonly number[], base: number, unit: string): string {
  const digitsBefore = Math.max(1, Math.floor(Math.log10(Math.abs(first / base) || 1)) + 1);
  const decimals = Math.max(0, DIGITS - digitsBefore);
  const show = (value: number): string => (value / base).toFixed(decimals);
  const around = interval.length > 0 ? ` [${interval.map(show).join(', ')}]` : '';
  return `${show(first)} ${unit}${around}`;
}
