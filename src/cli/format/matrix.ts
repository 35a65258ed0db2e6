/** What a matrix would be, and what it came to, for a person. */
import type { Extreme, Matrix, MatrixPlan, MatrixRow } from '../api/matrix-operations.js';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatOutcome,
  formatSpan,
} from '../../domain/figure-text.js';
import { formatComparison } from './runtime-comparison.js';
import { formatSweeps } from './sweeps.js';
import { formatTable } from './table.js';
import { formatTrends } from './trends.js';

const LABEL_WIDTH = 44;
/** Names in one line. */
const SHOWN = 3;

export function formatMatrixPlan(plan: MatrixPlan): string {
  const time = plan.estimatedMs === null ? 'nothing like it was run before' : `about ${formatSpan(plan.estimatedMs)}`;
  return [
    `${formatNumber(plan.runs, 'run')} of ${formatNumber(plan.configurations.length, 'configuration')}: ${time}, at most ${formatSpan(plan.atMostMs)}.`,
    ...plan.configurations.map(({ label }) => `  ${label}`),
    ...(plan.excluded > 0 ? [`${formatNumber(plan.excluded, 'combination')} excluded.`] : []),
    ...plan.skipped.map(({ label, reason }) => `Skipped: ${label}: ${reason}`),
  ].join('\n');
}

export function formatMatrix({ id, name, baseline, best, worst, rows, sweeps, trends, comparison }: Matrix): string {
  const table = formatTable(
    [
      { title: 'configuration', width: LABEL_WIDTH },
      { title: 'runs', align: 'right' },
      { title: 'wall' },
      { title: 'throughput' },
      { title: 'speed-up' },
      { title: 'validity' },
      { title: 'outcomes', width: 30 },
    ],
    rows.map((row) => [
      row.label,
      row.succeeded === row.runs ? formatCount(row.runs) : `${row.succeeded} of ${row.runs}`,
      row.wall ? formatDuration(row.wall) : '',
      row.throughput ? formatRate(row.throughput, row.workUnit ?? 'units') : '',
      formatSpeedup(row),
      formatValidity(row),
      row.outcomes.map(formatOutcome).join(', '),
    ]),
  );
  const against = baseline.map(({ axis, value }) => `${axis} ${value}`).join(', ');
  return [
    `batch ${id}${name === null ? '' : `: ${name}`}`,
    table,
    ...listReasons(rows),
    `Shortest: ${listExtremes(best)}.`,
    `Longest: ${listExtremes(worst)}.`,
    ...(against === '' ? [] : [`Speed-ups are over ${against}.`]),
    ...formatSweeps(sweeps),
    ...formatTrends(trends),
    ...(comparison ? [formatComparison(comparison)] : []),
    `A report with charts: npm run lab -- report ${id} --out report.md`,
  ].join('\n');
}

function formatSpeedup({ speedup, isBaseline }: MatrixRow): string {
  if (isBaseline) return 'baseline';
  return speedup ? formatRatio(speedup) : '';
}

function formatValidity({ validity }: MatrixRow): string {
  if (!validity) return '';
  return validity.verdict === 'VALID' ? 'VALID' : `${validity.verdict} ${validity.doubtful}/${validity.runs}`;
}

/** What speaks against runs of it, all configurations together. */
function listReasons(rows: readonly MatrixRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { code, runs } of rows.flatMap(({ validity }) => validity?.reasons ?? [])) {
    counts.set(code, (counts.get(code) ?? 0) + runs);
  }
  const listed = [...counts].toSorted(([, a], [, b]) => b - a).map(([code, runs]) => `${code} in ${formatCount(runs)}`);
  return listed.length === 0 ? [] : [`Not to be trusted blindly: of the runs, ${listed.join(', ')}.`];
}

/** The first, and all that cannot be told from it. */
function listExtremes([first, ...tied]: readonly Extreme[]): string {
  if (!first?.wall) return 'none';
  const shown = tied.slice(0, SHOWN).map(({ label }) => label);
  const more = tied.length > SHOWN ? ` and ${tied.length - SHOWN} more` : '';
  const others = tied.length > 0 ? `; not told apart from it: ${shown.join('; ')}${more}` : '';
  return `${first.label}: ${formatDuration(first.wall)}${others}`;
}
