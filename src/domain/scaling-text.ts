/** A fitted law in words, for people. */
import { formatRatio } from './figure-text.js';
import type { Bounded, ScalingParameter, ScalingParameterName } from './scaling.js';

const SYMBOLS: Readonly<Record<Exclude<ScalingParameterName, 'RATE'>, string>> = {
  SERIAL_FRACTION: 'serial fraction',
  CONTENTION: 'contention σ',
  COHERENCE: 'coherence κ',
};

const DIGITS = 2;

/** `serial fraction 0.11 [0.098, 0.13]`; empty for a law that has none but its rate. */
export function formatParameters(parameters: readonly ScalingParameter[]): string {
  return parameters
    .flatMap(({ name, ...bounded }) => (name === 'RATE' ? [] : [`${SYMBOLS[name]} ${formatFraction(bounded)}`]))
    .join(', ');
}

/** `1.94 × [1.90, 1.97]`; without the interval where there is none. */
export function formatSpeedup({ value, low, high }: Bounded): string {
  return low === null || high === null ? `${value.toFixed(2)} ×` : formatRatio({ median: value, low, high });
}

function formatFraction({ value, low, high }: Bounded): string {
  return low === null || high === null ? show(value) : `${show(value)} [${show(low)}, ${show(high)}]`;
}

function show(fraction: number): string {
  return fraction === 0 ? '0' : fraction.toPrecision(DIGITS);
}
