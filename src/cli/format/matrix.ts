/** What a matrix would be, and what it came to, for a person. */
import type { Matrix, MatrixPlan, MatrixRow } from '../api/matrix-operations.js';
import { formatCount, formatDuration, formatRate, formatShare, formatSpan } from './number.js';
import { formatTable } from './table.js';

const LABEL_WIDTH = 44;
/** Names in one line. */
const SHOWN = 4;

export function formatMatrixPlan(plan: MatrixPlan): string {
  const time = plan.estimatedMs === null ? 'nothing like it was run before' : `about ${formatSpan(plan.estimatedMs)}`;
  return [
    `${formatCount(plan.runs)} runs of ${formatCount(plan.configurations.length)} configurations: ${time}, at most ${formatSpan(plan.atMostMs)}.`,
    ...plan.configurations.map(({ label }) => `  ${label}`),
    ...(plan.excluded > 0 ? [`${formatCount(plan.excluded)} combinations are excluded.`] : []),
    ...plan.skipped.map(({ label, reason }) => `Skipped: ${label}: ${reason}`),
  ].join('\n');
}

export function formatMatrix({ id, name, baseline, best, worst, rows }: Matrix): string {
  const table = formatTable(
    [
      { title: 'configuration', width: LABEL_WIDTH },
      { title: 'runs', align: 'right' },
      { title: 'wall' },
      { title: 'throughput' },
      { title: 'speed-up' },
      { title: 'outcomes', width: 30 },
    ],
    rows.map((row) => [
      row.label,
      row.succeeded === row.runs ? formatCount(row.runs) : `${row.succeeded} of ${row.runs}`,
      row.wall ? formatDuration(row.wall) : '',
      row.throughput ? formatRate(row.throughput, row.workUnit ?? 'units') : '',
      formatSpeedup(row),
      row.outcomes.map(({ result, share }) => (share === 1 ? result : `${result} ${formatShare(share)}`)).join(', '),
    ]),
  );
  const against = baseline.map(({ axis, value }) => `${axis} ${value}`).join(', ');
  return [
    `batch ${id}${name === null ? '' : `: ${name}`}`,
    table,
    `Shortest: ${listLabels(best)}. Longest: ${listLabels(worst)}.`,
    ...(against === '' ? [] : [`Speed-ups are over ${against}.`]),
  ].join('\n');
}

function formatSpeedup({ speedup, isBaseline }: MatrixRow): string {
  if (isBaseline) return 'baseline';
  return speedup ? `${speedup.median.toFixed(2)} × [${speedup.low.toFixed(2)}, ${speedup.high.toFixed(2)}]` : '';
}

function listLabels(rows: readonly { readonly label: string }[]): string {
  if (rows.length === 0) return 'none';
  const shown = rows.slice(0, SHOWN).map(({ label }) => label);
  return rows.length > SHOWN ? `${shown.join('; ')} and ${rows.length - SHOWN} more` : shown.join('; ');
}
