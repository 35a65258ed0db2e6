/** Cells of the report's tables, in words. */
import { formatDuration, formatOutcome, formatRate, formatRatio } from '../../domain/figure-text.js';
import type { JoinedValidity } from '../joined-validity.js';
import { metricOf, type BatchMetric, type Row } from '../table.js';
import { escape } from './markdown.js';

export function showMetric(row: Row, metric: BatchMetric): string {
  if (metric === 'SPEEDUP' && row.isBaseline) return 'baseline';
  const estimate = metricOf(row, metric);
  if (!estimate) return '–';
  switch (metric) {
    case 'WALL':
    case 'CPU':
      return formatDuration(estimate);
    case 'THROUGHPUT':
      return formatRate(estimate, row.workUnit ?? 'units');
    case 'SPEEDUP':
      return formatRatio(estimate);
  }
}

export function showRuns({ runs, measuredRuns }: Row): string {
  return runs === measuredRuns.length ? String(runs) : `**${measuredRuns.length} of ${runs}**`;
}

export function showValidity(validity: JoinedValidity | null): string {
  if (!validity) return '–';
  const { verdict, runs, doubtful, reasons } = validity;
  if (verdict === 'VALID') return verdict;
  return `**${verdict}** in ${doubtful} of ${runs}: ${reasons.map(({ code }) => code).join(', ')}`;
}

export function showOutcomes({ outcomes }: Row): string {
  return outcomes.map((outcome) => escape(formatOutcome(outcome))).join(', ');
}
