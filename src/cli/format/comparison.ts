/** Two batches side by side, and an experiment over time, for a person. */
import type { BatchComparison, PastRun } from '../api/comparison.js';
import { formatCount, formatDuration, formatShare, type Interval } from '../../domain/figure-text.js';
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
    ],
    rows.map(({ label, before, after, ratio, change }) => [
      label,
      show(before),
      show(after),
      ratio ? showInterval(ratio) : '',
      change === 'TIED' ? '' : change.toLowerCase().replaceAll('_', ' '),
    ]),
  );
  const counts = `${formatCount(regressions)} regressions, ${formatCount(improvements)} improvements`;
  return `${table}\nBy ${metric.toLowerCase()}: ${counts} of more than ${formatShare(threshold)}.`;
}

export function formatHistory(runs: readonly PastRun[]): string {
  return formatTable(
    [
      { title: 'finished' },
      { title: 'run' },
      { title: 'state' },
      { title: 'wall' },
      { title: 'rounds', align: 'right' },
      { title: 'host', width: LABEL_WIDTH },
    ],
    runs.map(({ id, state, finishedAt, environment, summary }) => [
      finishedAt ?? '',
      id,
      state,
      summary ? formatDuration(summary.wall) : '',
      summary ? formatCount(summary.rounds) : '',
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
