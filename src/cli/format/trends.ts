/** What the numbers that a matrix sweeps do to its wall times, for a person. */
import { formatShare } from '../../domain/figure-text.js';
import { formatDetermination, formatExponent } from '../../domain/trend-text.js';
import type { Trend, Trends } from '../api/trends.js';
import { formatTable } from './table.js';

/** Lines; none where no number was an axis. */
export function formatTrends({ shown, areMore }: Trends): readonly string[] {
  const fitted = shown.flatMap((trend) => (trend.law ? [toRow(trend, trend.law)] : []));
  const refused = shown.flatMap(({ law, axis, label, sentence }) =>
    law ? [] : [`No trend over ${axis}${label === '' ? '' : ` for ${label}`}: ${sentence}`],
  );
  const table = formatTable(
    [
      { title: 'wall time over', width: 44 },
      { title: 'exponent' },
      { title: 'R²' },
      { title: 'off by at most' },
      { title: 'validity' },
      { title: 'what it means', width: 60 },
    ],
    fitted,
  );
  return [
    ...(fitted.length > 0 ? [table] : []),
    ...refused,
    ...(areMore ? ['There are more trends; a report has them.'] : []),
  ];
}

function toRow({ axis, label, sentence, validity }: Trend, law: NonNullable<Trend['law']>): readonly string[] {
  const { exponent, determination, farthest } = law;
  return [
    label === '' ? axis : `${axis}: ${label}`,
    formatExponent(exponent),
    formatDetermination(determination),
    formatShare(farthest),
    validity ?? '',
    sentence,
  ];
}
