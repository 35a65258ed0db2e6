/** Two batches side by side, and an experiment over time, for a person. */
import type { BatchComparison, PastRun } from '../api/comparison.js';
import { formatCount, formatDuration, formatNumber, formatShare, type Interval } from '../../domain/figure-text.js';
import { formatTable } from './table.js';

const LABEL_WIDTH = 44;

export function formatComparison({ metric, threshold, regressions, improvements, rows }: BatchComparison): string {
  const isTime = metric === 'WALL' || metric === 'CPU';
  const show = (estimate: Interval | null): string => {
    if (!estimate) return '';
    return isTime ? formatDuration(estimate) : showInterval(estimate);
  };
  const table = formatTable(
    [
      { title: 'configuration', width: LABEL_WIDTH },
      { title: 'before' },
      { title: 'after' },
      { title: 'after / before' },
      { title: 'change' },
      { title: 'validity' },
    ],
    rows.map(({ label, before, after, ratio, change, validity }) => [
      label,
      show(before),
      show(after),
      ratio ? showInterval(ratio) : '',
      change === 'TIED' ? '' : change.toLowerCase().replaceAll('_', ' '),
      validity ?? '',
    ]),
  );
  const counts = `${formatNumber(regressions, 'regression')}, ${formatNumber(improvements, 'improvement')}`;
  const doubtful = rows.filter(({ change, validity }) => change === 'REGRESSION' && validity !== 'VALID').length;
  return [
    table,
    `By ${metric.toLowerCase()}: ${counts} of more than ${formatShare(threshold)}.`,
    ...(doubtful > 0
      ? [`Not to be trusted blindly: ${formatNumber(doubtful, 'regression')} on runs that are not VALID.`]
      : []),
    ...describeUncompared(rows),
  ].join('\n');
}

const UNCOMPARED = [
  ['ONLY_BEFORE', 'only in the earlier batch'],
  ['ONLY_AFTER', 'only in the later batch'],
  ['NOT_MEASURED', 'not measured in both batches'],
] as const;

/** What was held against nothing cannot have become slower: nobody shall take that for a good sign. */
function describeUncompared(rows: BatchComparison['rows']): readonly string[] {
  const found = UNCOMPARED.map(([change, where]) => ({
    count: rows.filter((row) => row.change === change).length,
    where,
  })).filter(({ count }) => count > 0);
  if (found.length === 0) return [];
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const told = found.map(({ count, where }) => `${count} ${where}`).join(', ');
  return [`Not compared: ${formatNumber(total, 'row')}: ${told}.`];
}

export function formatHistory(runs: readonly PastRun[]): string {
  return formatTable(
    [
      { title: 'finished' },
      { title: 'run' },
      { title: 'state' },
      { title: 'wall' },
      { title: 'rounds', align: 'right' },
      { title: 'validity' },
      { title: 'host', width: LABEL_WIDTH },
    ],
    runs.map(({ id, state, finishedAt, environment, summary, validity }) => [
      finishedAt ?? '',
      id,
      state,
      summary ? formatDuration(summary.wall) : '',
      summary ? formatCount(summary.rounds) : '',
      validity?.verdict ?? '',
      environment ? `${environment.cpuModel}, ${environment.cores} cores, ${environment.kernel}` : '',
    ]),
  );
}

function showInterval({ median, low, high }: Interval): string {
  return `${round(median)} [${round(low)}, ${round(high)}]`;
}

function round(value: number): string {
  return value >= 1000 ? formatCount(Math.round(value)) : value.toPrecision(3);
}
