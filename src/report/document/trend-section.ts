/** The section of a report on trends: what each number that was swept does to the wall time, or why that is not told. */
import { formatCount, formatShare } from '../../domain/figure-text.js';
import { describeTrend, formatDetermination, formatExponent } from '../../domain/trend-text.js';
import type { Trend } from '../../domain/trend.js';
import { escape, list, table } from './markdown.js';

const COLUMNS = ['over', 'configurations', 'values', 'exponent', 'R²', 'off by at most', 'validity', 'what it means'];
const MOST = 200;

export function describeTrends(trends: readonly Trend[]): readonly string[] {
  const rows = trends.flatMap((trend) => (trend.law ? [toCells(trend, trend.law)] : []));
  const refused = trends.flatMap((trend) =>
    trend.law ? [] : [escape(`${nameTrend(trend)}: ${describeTrend(trend)}`)],
  );
  const leftOut = Math.max(0, rows.length - MOST) + Math.max(0, refused.length - MOST);
  return [
    ...(rows.length > 0
      ? [
          table(
            COLUMNS.map((title) => ({ title })),
            rows.slice(0, MOST),
          ),
        ]
      : []),
    ...(refused.length > 0 ? [list(refused.slice(0, MOST))] : []),
    ...(leftOut > 0 ? [`${formatCount(leftOut)} more trends are left out.`] : []),
  ];
}

function toCells(trend: Trend, { exponent, determination, farthest }: NonNullable<Trend['law']>): readonly string[] {
  const { axis, label, points, validity } = trend;
  return [
    escape(axis),
    escape(label || 'all'),
    points.map(({ value }) => formatCount(value)).join(', '),
    formatExponent(exponent),
    formatDetermination(determination),
    formatShare(farthest),
    validity === null ? '–' : validity === 'VALID' ? validity : `**${validity}**`,
    escape(describeTrend(trend)),
  ];
}

function nameTrend({ axis, label }: Trend): string {
  return label === '' ? axis : `${axis} (${label})`;
}
