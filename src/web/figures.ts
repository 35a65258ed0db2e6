/** Figures and times, for people. */
import { formatMs, formatRateAlone } from '../domain/figure-text.js';

/** @param unit of a challenge's metric: `ms`, `units/s`, `×`; empty for a share */
export function formatFigure(value: number, unit: string): string {
  if (unit === 'ms') return formatMs(value);
  if (unit.endsWith('/s')) return formatRateAlone(value, unit.slice(0, -2));
  return `${value.toFixed(unit === '' ? 3 : 2)} ${unit}`.trim();
}

/** The same for a column whose head names the unit, where that is long. */
export function formatInColumn(value: number, unit: string): string {
  const figure = formatFigure(value, unit);
  return hasLongUnit(unit) ? figure.slice(0, -unit.length).trim() : figure;
}

export function hasLongUnit(unit: string): boolean {
  return unit.length > 2;
}

/** `9:05`, or `2:03:00` from an hour on. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Days are no countdown that somebody waits for in front of a screen. */
export function formatMoment(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

export function formatClock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

/** `14 s`, `3 min`. */
export function formatSince(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export function formatPercent(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${Number((share * 100).toFixed(1))} %`;
}

/** `1st`, `22nd`, `13th`. */
export function formatPlace(rank: number): string {
  const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${rank}${suffixes[ORDINALS.select(rank)] ?? 'th'}`;
}
const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });
