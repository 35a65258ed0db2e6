/** What lessons and claims came to, as tables for a person. */
import type { Batch, Comparison } from '../api/batch-operations.js';
import { formatTable } from './table.js';

const TEXT_WIDTH = 40;

/** One table over any number of lessons: what the unit expects, beside what was observed. */
export function formatLessons(batches: readonly Batch[]): string {
  return formatTable(
    [
      { title: 'rows' },
      { title: 'lesson', width: 26 },
      { title: 'program', width: 22 },
      { title: 'kind' },
      { title: 'expected', width: TEXT_WIDTH },
      { title: 'observed', width: TEXT_WIDTH },
      { title: 'met' },
    ],
    batches.flatMap(({ lesson, lines }) =>
      (lines ?? []).map(({ kind, program, expected, observed, isMet, leftOut }) => [
        lesson?.rows.join(', ') ?? '',
        lesson?.title ?? '',
        program,
        kind.toLowerCase(),
        expected,
        leftOut ?? observed,
        leftOut === null ? (isMet ? 'yes' : 'NO') : '',
      ]),
    ),
  );
}

export function formatClaim({ claim, verdict }: Batch): string {
  if (!claim || !verdict) return 'There is no verdict.';
  const figures = verdict.figures.map(({ name, value, low, high, unit }) => [
    name,
    `${round(value)} ${unit}`,
    low === null || high === null ? '' : `[${round(low)}, ${round(high)}]`,
  ]);
  return [
    `Claim ${claim.number}: ${claim.sentence}`,
    `${verdict.verdict}: ${verdict.reason}`,
    formatTable([{ title: 'figure', width: TEXT_WIDTH }, { title: 'value' }, { title: 'interval' }], figures),
    claim.explanation,
    `Rule: ${claim.rule}`,
  ].join('\n\n');
}

/** What the unit says of both columns, and what was measured of them. */
export function formatComparison({ tables, measuredAt }: Comparison): string {
  const parts = tables.map(({ title, columns, rows }) => {
    const table = formatTable(
      [
        { title: 'aspect', width: 14 },
        ...columns.flatMap((column) => [
          { title: column, width: 20 },
          { title: 'measured', width: TEXT_WIDTH },
        ]),
        { title: 'agrees' },
      ],
      rows.map(({ aspect, says, measured, agrees }) => [
        aspect,
        ...says.flatMap((text, column) => [text, measured?.[column] ?? 'not measured yet']),
        agrees === null ? '' : agrees ? 'yes' : 'NO',
      ]),
    );
    return `${title}\n${table}`;
  });
  return [...parts, measuredAt === null ? 'Never measured here.' : `Measured ${measuredAt}.`].join('\n\n');
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
